from .audience import Audience
from .campaign import Campaign
from .newsletter import Newsletter
from .subscription import Subscription

__all__ = ["Audience", "Campaign", "Newsletter", "Subscription"]
