from .address_change import AddressChange
from .approval import Approval
from .audience import Audience
from .campaign import Campaign
from .campaign_item import CampaignItem, ItemKind
from .campaign_version import CampaignVersion
from .confirmation_tally import ConfirmationTally
from .consent_text import ConsentText
from .counted_link import ClickDay, CountedLink
from .intake import Intake
from .left_out_person import LeftOutPerson
from .link_check import LinkCheck, LinkOutcome
from .newsletter import Newsletter
from .picture import Picture
from .preference import Preference
from .proposal import Proposal
from .renewal import Renewal, RenewalAnswer, RenewalAsk
from .sender_override import SenderOverride
from .sending_ground import SendingGround
from .subscription import Subscription
from .subscription_request import SubscriptionRequest

__all__ = [
    "AddressChange",
    "Approval",
    "Audience",
    "Campaign",
    "CampaignItem",
    "CampaignVersion",
    "ClickDay",
    "ConfirmationTally",
    "ConsentText",
    "CountedLink",
    "Intake",
    "ItemKind",
    "LeftOutPerson",
    "LinkCheck",
    "LinkOutcome",
    "Newsletter",
    "Picture",
    "Preference",
    "Proposal",
    "Renewal",
    "RenewalAnswer",
    "RenewalAsk",
    "SenderOverride",
    "SendingGround",
    "Subscription",
    "SubscriptionRequest",
]
