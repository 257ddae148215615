"""The benchmarks: the paper's table (``command``) and the author's trace (``trace``).

``protocols`` turns a table and methods into tidy scores, ``competitors`` holds the methods,
``statistics`` says what the scores amount to, ``report`` and ``figures`` write it all down.
"""
