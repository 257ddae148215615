"""The benchmarks, as plain functions; the command line is not known here.

The paper's table (``paper_table``), the author's trace (``trace``), classes of a few rows
(``scarce``), time and memory (``speed``, ``growth``). ``protocols`` turns a table and methods into
tidy scores, ``competitors`` holds the methods, ``statistics`` says what the paper's table amounts
to and ``report`` writes it down. What scores of many tables amount to: ``gains`` with intervals,
``comparisons`` with tests over tables, ``repeated_folds`` within one, and the sentences that
follow, in ``conclusions`` and ``fold_conclusions``.
"""
