from .audience import Audience
from .campaign import Campaign
from .counted_link import ClickDay, CountedLink
from .newsletter import Newsletter
from .sender_override import SenderOverride
from .subscription import Subscription

__all__ = ["Audience", "Campaign", "ClickDay", "CountedLink", "Newsletter", "SenderOverride", "Subscription"]
