"""Which tables can be imported, and who may."""

from __future__ import annotations

from accounts.models import User
from integrations.importing.customer_tables import ContactsTable, CustomersTable, SitesTable, SuppliersTable
from integrations.importing.host_table import HostsTable
from integrations.importing.line_table import LinesTable
from integrations.importing.product_table import ProductsTable
from integrations.importing.table_kind import TableKind
from integrations.models import ImportKind

IMPORT_DATA = "integrations.import_data"
_TABLES = (CustomersTable, SitesTable, ContactsTable, SuppliersTable, LinesTable, ProductsTable, HostsTable)
TABLES: dict[str, type[TableKind]] = {table.kind: table for table in _TABLES}


def kinds_of(user: User) -> list[ImportKind]:
    """What he may import: that, and whatever the verbs behind it ask."""
    if not (user.is_house and user.has_perm(IMPORT_DATA)):
        return []
    return [kind for kind in ImportKind if kind not in TABLES or user.has_perms(TABLES[kind].permissions)]
