"""The files of a city while frauds are planted in them: rows found by their numbers, added, taken out, written."""

from __future__ import annotations

import csv
from pathlib import Path

Row = dict[str, str]

CHANGED = ("employers", "candidates", "placements", "claims", "employment")
KEYS = {  # the columns by which rows are found; no planter changes what stands in them
    "employers": ("统一社会信用代码",),
    "posts": ("统一社会信用代码",),
    "candidates": ("编号", "身份证号"),
    "placements": ("身份证号", "统一社会信用代码", "岗位编号"),
    "claims": ("身份证号",),
    "employment": ("身份证号",),
}


class Files:
    """The files of KEYS, by their names."""

    __slots__ = ("_found", "columns", "rows")

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.columns: dict[str, list[str]] = {}
        self._found: dict[tuple[str, str, str], list[Row]] = {}
        for name in KEYS:
            with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                self.rows[name] = []
                for row in reader:
                    self.add(name, row)
                self.columns[name] = list(reader.fieldnames or ())

    def of(self, name: str, column: str, value: str) -> list[Row]:
        """Give the rows of a file whose column holds a value."""
        return self._found.get((name, column, value), [])

    def add(self, name: str, row: Row) -> Row:
        """Add a row to a file."""
        self.rows[name].append(row)
        for column in KEYS[name]:
            self._found.setdefault((name, column, row[column]), []).append(row)
        return row

    def drop(self, name: str, row: Row) -> None:
        """Take a row out of a file."""
        self.rows[name] = [one for one in self.rows[name] if one is not row]
        for column in KEYS[name]:
            key = (name, column, row[column])
            self._found[key] = [one for one in self._found[key] if one is not row]

    def write(self, folder: Path) -> None:
        """Write the changed files: claims and spells by their days, traineeships numbered by theirs."""
        folder.mkdir(parents=True, exist_ok=True)
        self.rows["placements"].sort(key=lambda row: (row["协议日期"], row["开始日期"], row["身份证号"]))
        for n, row in enumerate(self.rows["placements"], 1):
            row["编号"] = f"SX{n:06d}"
        self.rows["claims"].sort(key=lambda row: row["申领日期"])
        self.rows["employment"].sort(key=lambda row: (row["参保起"], row["身份证号"]))
        for name in CHANGED:
            with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, self.columns[name], restval="")
                writer.writeheader()
                writer.writerows(self.rows[name])
