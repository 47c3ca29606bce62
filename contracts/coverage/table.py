"""The table of SLA 5.2 as it stands for one agreement: which columns were taken, and what each cell means. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.agreements.terms import AllInOneCategory, Package, Terms, Tier

WITHIN, EXTRA, OPTION, NOT_OFFERED = "✓", "€", "Optie", ""
_WORDS: Mapping[str, object] = MappingProxyType(
    {
        WITHIN: gettext_lazy("valt binnen de SLA"),
        EXTRA: gettext_lazy("meerwerk"),
        OPTION: gettext_lazy("optie, niet afgenomen"),
        NOT_OFFERED: gettext_lazy("niet aangeboden"),
    }
)


@dataclass(frozen=True)
class TableCell:
    """`mark` is the document's own; an option that was taken counts as within."""

    mark: str
    is_taken: bool

    @property
    def words(self) -> str:
        return str(_WORDS[self.mark])

    @property
    def is_within(self) -> bool:
        return self.mark == WITHIN

    @property
    def is_extra(self) -> bool:
        return self.mark == EXTRA

    @property
    def is_option(self) -> bool:
        return self.mark == OPTION


@dataclass(frozen=True)
class TableColumn:
    """`packages`: what was taken in this column, in words ("Server"); none: the column was not taken."""

    group: str
    tier: str
    packages: tuple[str, ...]

    @property
    def is_taken(self) -> bool:
        return bool(self.packages)


@dataclass(frozen=True)
class TableRow:
    key: str
    text: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class CoverageTable:
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The headings above the columns, each with how many it spans."""
        return [(name, len(list(columns))) for name, columns in groupby(self.columns, key=lambda each: each.group)]


def whole_table(terms: Terms) -> CoverageTable:
    """All columns of the document, so that what was not taken can be seen beside what was."""
    columns = tuple(
        TableColumn(
            column.heading,
            str(Tier(column.tier).label),
            tuple(
                str(Package(each).label) for each in column.packages if terms.packages.get(Package(each)) == column.tier
            ),
        )
        for column in terms.rules.coverage_columns
    )
    return CoverageTable(columns, _rows(terms, columns, range(len(columns))))


def taken_table(terms: Terms) -> CoverageTable:
    """One column for each package that was taken, in the order of the document: what a customer wants to know."""
    found = [
        (index, TableColumn(str(Package(package).label), str(Tier(column.tier).label), (str(Package(package).label),)))
        for index, column in enumerate(terms.rules.coverage_columns)
        for package in column.packages
        if terms.packages.get(Package(package)) == column.tier
    ]
    found.sort(key=lambda each: [str(package.label) for package in Package].index(each[1].group))
    columns = tuple(column for _index, column in found)
    return CoverageTable(columns, _rows(terms, columns, [index for index, _column in found]))


def category_words(terms: Terms) -> str:
    """What of All-in-1 was agreed (SLA 5.3)."""
    if not terms.categories:
        return _("geen enkele")
    return ", ".join(str(category.label) for category in AllInOneCategory if category in terms.categories)


def _rows(terms: Terms, columns: tuple[TableColumn, ...], indexes: range | list[int]) -> tuple[TableRow, ...]:
    has_cloud = terms.microsoft_cloud or AllInOneCategory.CLOUD in terms.categories

    def cell(mark: str, column: TableColumn) -> TableCell:
        is_chosen = mark == OPTION and has_cloud and column.is_taken
        return TableCell(WITHIN if is_chosen else mark, column.is_taken)

    return tuple(
        TableRow(
            service.key,
            service.text,
            tuple(cell(service.cells[index], column) for index, column in zip(indexes, columns, strict=True)),
        )
        for service in terms.rules.services.values()
    )
