"""Why a bound is not met, for the page of what was measured: said where it does not hold."""

# By what was measured, and beside what.
REASONS = {
    ("cells of a day", "pandas from the files"): (
        "in a small register the product spends its time on the rights, on looking for changes and"
        " on planning a statement, which do not grow with it; pandas reads files of a few hundred"
        " kilobytes in the time of a handful of statements."
    ),
    ("list, first", "Django's changelist"): (
        "a page of 25 rows takes as long in any register, nearly all of it to draw the page and to"
        " know who looks; the changelist counts every row twice, and at this size that is still"
        " quick."
    ),
    ("list, filtered", "Django's changelist"): (
        "the changelist finds the same rows by the same index, and counts every row besides; at"
        " this size that is quick beside drawing a page, which takes us as long in any register."
    ),
    ("list, searched by name", "Django's changelist"): (
        "the names are drawn from those of the pilot, so that one in fourteen bears the name. The"
        " first thousand in the order of the list are found, counted and sorted; that takes as long"
        " in any register, while the changelist reads every dossier."
    ),
    ("tracks as CSV", "120,000 rows a second"): (
        "of each track the names of the person and the perspective of the day are looked up, each"
        " under the rights of who asks; COPY of the same rows is held up by the same, and to join"
        " them beforehand would keep the first byte waiting."
    ),
    ("participants as CSV", "120,000 rows a second"): (
        "of a thousand rows half the time goes into asking, whatever comes of it; of many, a fifth"
        " goes into the access log, which names every dossier that leaves."
    ),
    ("participants as CSV", "COPY TO of its rows"): (
        "PostgreSQL writes these rows as they lie; we say codes and countries in words, make formulas"
        " plain, and put the number of each dossier into the access log before it goes, where an"
        " index finds who saw it. That takes eight microseconds a row, most of it in Python."
    ),
}
