"""The benchmarks, as plain functions; the command line is not known here.

The paper's table (``paper_table``), the author's trace (``trace``), classes of a few rows
(``scarce``), time and memory (``speed``, ``growth``). ``protocols`` turns a table and methods into
tidy scores, ``competitors`` holds the methods, ``statistics`` says what the scores amount to and
``report`` writes it down.
"""
