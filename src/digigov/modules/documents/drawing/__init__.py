"""
The pages of a PDF as pictures, with their text. Any file at all may come, so PDFium draws in a process (``work``) that sees this one file, has no
database, no network, little memory and little time, and ends with it. Nothing waits for Python to start (``kernel.apart``).
"""
