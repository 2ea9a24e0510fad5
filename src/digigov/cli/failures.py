"""What goes wrong on the command line ends in one sentence that says what to do. No traceback."""

import errno

SENTENCES = {
    errno.ENOSPC: "There is no space left for {path}. Free some, or choose another folder with --var.",
    errno.EDQUOT: "Your disk quota is used up, writing {path}. Free some, or choose another folder with --var.",
    errno.EROFS: "{path} is on a read-only disk. Choose another folder with --var.",
    errno.EACCES: "You may not read or write {path}. Choose another folder with --var, or run this as its owner.",
    errno.EPERM: "You may not read or write {path}. Choose another folder with --var, or run this as its owner.",
    errno.ENAMETOOLONG: "The path {path} is too long. Choose a shorter folder with --var.",
    errno.ENOTDIR: "A part of {path} is a file, not a folder. Choose another folder with --var.",
}


class CliFailure(Exception):
    """A sentence that says what to do; the command ends with exit code 1."""


def first_line(error: Exception) -> str:
    """The database's first line says who and why; what follows is for programmers."""
    return next(iter(str(error).splitlines()), type(error).__name__).removesuffix(".")


def sentence_of(error: OSError) -> str | None:
    """The sentence for an error of the operating system that people can mend; None if it is a bug of ours."""
    template = SENTENCES.get(error.errno or 0)
    return template.format(path=error.filename or "the data folder") if template else None
