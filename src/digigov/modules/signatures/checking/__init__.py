"""
Who signed a PDF, when, and what was changed since. pyHanko reads the file and its cryptography; what counts, and why not, is said here.

Any file at all may come, so this runs in a process of its own (``__main__``) that has no database, little memory and little time.
"""
