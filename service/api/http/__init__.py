"""The HTTP API, one file per noun. Routes are thin: they read the request, act, and answer."""

from litestar.types import ControllerRouterHandler

from service.api.http.account import AccountRoutes
from service.api.http.agents import AgentRoutes, MyStateRoutes
from service.api.http.analytics import AnalyticsRoutes
from service.api.http.articles import ArticleRoutes, BotRoutes
from service.api.http.bots import ProgramRoutes
from service.api.http.canned import AnswerRoutes, CannedRoutes
from service.api.http.channels import ChannelRoutes
from service.api.http.conversations import ConversationRoutes
from service.api.http.corrections import CorrectionRoutes, MemoryRoutes
from service.api.http.customer import AuditRoutes, CustomerRoutes, PageRoutes
from service.api.http.desk import DeskRoutes
from service.api.http.dictations import DictationRoutes
from service.api.http.export import export
from service.api.http.files import FileRoutes, NewFileRoutes
from service.api.http.glossary import GlossaryRoutes
from service.api.http.health import health, live
from service.api.http.labels import ExampleRoutes, LabelRoutes
from service.api.http.languages import languages
from service.api.http.links import LinkRoutes
from service.api.http.me import MeRoutes
from service.api.http.mentions import MentionRoutes
from service.api.http.messages import MessageRoutes
from service.api.http.models import ModelRoutes
from service.api.http.oidc import IdentityRoutes, OidcRoutes
from service.api.http.organisations import InvitationRoutes, OrganisationRoutes
from service.api.http.painpoints import PainPointRoutes
from service.api.http.passkeys import PasskeyRoutes, PasskeySignInRoutes
from service.api.http.people import PeopleRoutes
from service.api.http.push import PushRoutes
from service.api.http.ratings import RatingRoutes
from service.api.http.routing import HoursRoutes, QueueRoutes, SlaRoutes
from service.api.http.search import search, search_organisation
from service.api.http.second_factor import SecondFactorRoutes
from service.api.http.sessions import SessionRoutes
from service.api.http.setup import SetupRoutes
from service.api.http.tags import DetailRoutes, TagRoutes
from service.api.http.teaching import TeachingRoutes
from service.api.http.visitor_files import VisitorFileRoutes, VisitorNewFileRoutes
from service.api.http.visitors import VisitorRoutes
from service.api.http.webhooks import ShopRoutes, WebhookRoutes, orders
from service.api.http.widget import WidgetRoutes
from service.api.metrics import show_metrics

ROUTES: list[ControllerRouterHandler] = [
    SessionRoutes,
    PasskeySignInRoutes,
    OidcRoutes,
    MeRoutes,
    AccountRoutes,
    SecondFactorRoutes,
    PasskeyRoutes,
    IdentityRoutes,
    PushRoutes,
    export,
    PeopleRoutes,
    languages,
    ModelRoutes,
    ConversationRoutes,
    MessageRoutes,
    NewFileRoutes,
    FileRoutes,
    DictationRoutes,
    LinkRoutes,
    search,
    search_organisation,
    OrganisationRoutes,
    AnalyticsRoutes,
    PainPointRoutes,
    TeachingRoutes,
    InvitationRoutes,
    CorrectionRoutes,
    MemoryRoutes,
    GlossaryRoutes,
    CannedRoutes,
    AnswerRoutes,
    DeskRoutes,
    DetailRoutes,
    LabelRoutes,
    ExampleRoutes,
    CustomerRoutes,
    MentionRoutes,
    TagRoutes,
    AuditRoutes,
    WebhookRoutes,
    ShopRoutes,
    orders,
    AgentRoutes,
    MyStateRoutes,
    QueueRoutes,
    HoursRoutes,
    SlaRoutes,
    ChannelRoutes,
    SetupRoutes,
    ArticleRoutes,
    BotRoutes,
    ProgramRoutes,
    WidgetRoutes,
    VisitorRoutes,
    VisitorNewFileRoutes,
    VisitorFileRoutes,
    RatingRoutes,
    PageRoutes,
    health,
    live,
    show_metrics,
]
