"""
The pages of a PDF as pictures, with their text. Any file at all may come, so PDFium draws in a process of its own (``__main__``) that has
no database, little memory and little time.
"""
