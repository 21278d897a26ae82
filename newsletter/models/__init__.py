from .audience import Audience
from .campaign import Campaign
from .campaign_item import CampaignItem, ItemKind
from .campaign_version import CampaignVersion
from .counted_link import ClickDay, CountedLink
from .link_check import LinkCheck, LinkOutcome
from .newsletter import Newsletter
from .picture import Picture
from .sender_override import SenderOverride
from .subscription import Subscription

__all__ = [
    "Audience",
    "Campaign",
    "CampaignItem",
    "CampaignVersion",
    "ClickDay",
    "CountedLink",
    "ItemKind",
    "LinkCheck",
    "LinkOutcome",
    "Newsletter",
    "Picture",
    "SenderOverride",
    "Subscription",
]
