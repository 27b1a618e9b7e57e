"""Takes from a Python process on Linux what Windows lacks; read by every process with this folder in PYTHONPATH.

The kit's own modules lack what is POSIX only: names of `os`, `signal` and `select`, whole modules, links. For every
module a file or folder that is open can be neither renamed, replaced nor deleted, nothing is renamed onto a folder, a
new name is one that Windows has, and a text file that the kit opens without an encoding is an error. Other libraries
keep their POSIX names: they have a Windows of their own.
"""

import builtins
import os
import re
import select
import shutil
import signal
import sys
import types
import warnings

OURS = ("report_helpers", "benchmarks")
MODULES = {
    "fcntl",
    "grp",
    "posix",
    "pty",
    "pwd",
    "readline",
    "resource",
    "syslog",
    "termios",
    "tty",
    "_posixsubprocess",
}
# One name a word; `NAMES` gives them by module.
LACKS_OS = """
    fork forkpty posix_spawn posix_spawnp pidfd_open register_at_fork wait wait3 wait4 waitid
    WNOHANG WIFEXITED WIFSIGNALED WEXITSTATUS WTERMSIG getuid geteuid getgid getegid getgroups setuid setgid getpgid
    getpgrp setpgid setpgrp getsid setsid killpg nice sched_getaffinity sched_setaffinity sched_yield O_NOFOLLOW
    O_NONBLOCK O_DIRECTORY O_CLOEXEC O_NOCTTY O_PATH O_TMPFILE O_SYNC mkfifo mknod chown lchown fchown fchmod lchmod
    fchdir pread pwrite preadv pwritev sendfile splice uname sysconf getloadavg confstr ctermid ttyname openpty lockf
    statvfs fstatvfs chroot sync fdatasync getxattr setxattr listxattr removexattr memfd_create eventfd environb
    getenvb pipe2 tcgetpgrp tcsetpgrp
"""
LACKS_SIGNAL = """
    SIGKILL SIGHUP SIGQUIT SIGALRM SIGCHLD SIGPIPE SIGUSR1 SIGUSR2 SIGSTOP SIGCONT SIGTSTP SIGTTIN SIGTTOU SIGWINCH
    SIGXCPU SIGXFSZ alarm setitimer getitimer pause sigwait pthread_kill pthread_sigmask siginterrupt pidfd_send_signal
"""
LACKS_SELECT = "poll epoll POLLIN POLLOUT POLLHUP POLLRDHUP"
NAMES = {
    name: frozenset(lacks.split())
    for name, lacks in (("os", LACKS_OS), ("signal", LACKS_SIGNAL), ("select", LACKS_SELECT))
}
UNNAMED = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE)


def ours(depth):
    """Tell whether the code *depth* frames above the caller is the kit's."""
    return str(sys._getframe(depth + 1).f_globals.get("__name__")).partition(".")[0] in OURS


class Lacking(types.ModuleType):
    """A module without its POSIX names, as the kit sees it."""

    def __getattribute__(self, name):
        """Return an attribute that is there."""
        lacking = NAMES[types.ModuleType.__getattribute__(self, "__name__")]
        if (name in lacking or name.startswith("POSIX_SPAWN")) and ours(1):
            raise AttributeError(f"no {name} on this system")
        return types.ModuleType.__getattribute__(self, name)


def importing(name, globals=None, *rest, true_import=builtins.__import__, **named):  # noqa: A002  the builtin's own name
    """Import a module that is there."""
    if name in MODULES and str((globals or {}).get("__name__")).partition(".")[0] in OURS:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return true_import(name, globals, *rest, **named)


def held(path):
    """Tell whether a process has *path*, or what lies in it, open or for its folder."""
    whole = os.path.realpath(path)
    for process in filter(str.isdecimal, os.listdir("/proc")):
        links = [f"/proc/{process}/cwd"]
        try:
            links += [f"/proc/{process}/fd/{number}" for number in os.listdir(f"/proc/{process}/fd")]
        except OSError:
            continue
        for link in links:
            try:
                place = os.readlink(link)
            except OSError:
                continue
            if place == whole or place.startswith(whole + "/"):
                return True
    return False


def refuse(path):
    """Raise what Windows raises for a file that is in use."""
    if str(sys._getframe(2).f_globals.get("__name__")).partition(".")[0] != "filelock" and held(path):
        raise PermissionError(13, "The process cannot access the file because it is being used by another", str(path))


def renaming(true, *, over):
    """Return os.rename or os.replace as Windows has it."""

    def rename(source, target, **_):
        refuse(source)
        if os.path.lexists(target):
            refuse(target)
            if os.path.isdir(target):
                raise PermissionError(13, "Access is denied", str(target))
            if not over:
                raise FileExistsError(17, "Cannot create a file when that file already exists", str(target))
        true(source, target)

    return rename


def deleting(true):
    """Return os.unlink or os.rmdir as Windows has it."""

    def delete(path, **_):
        refuse(path)
        true(path)

    return delete


def linking(*_, **__):
    """Refuse a symbolic link, as without the privilege."""
    raise OSError(1314, "A required privilege is not held by the client")


def watch(event, arguments):
    """Refuse names that Windows does not have, and what only Linux has in /proc."""
    if event in {"open", "os.mkdir", "os.listdir"} and isinstance(arguments[0], (str, os.PathLike)):
        path = os.fspath(arguments[0])
        if isinstance(path, str) and path.startswith("/proc/self/"):
            raise FileNotFoundError(2, "No such file or directory", path)
        makes = event == "os.mkdir" or (event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT)
        if makes and isinstance(path, str) and UNNAMED.search(os.path.basename(path)):
            raise OSError(22, "The filename, directory name, or volume label syntax is incorrect", path)


os.replace, os.rename = renaming(os.replace, over=True), renaming(os.rename, over=False)
os.unlink = os.remove = deleting(os.unlink)
os.rmdir, os.symlink, os.link = deleting(os.rmdir), linking, linking
shutil._use_fd_functions = False
os.supports_dir_fd, os.supports_follow_symlinks = set(), set()
for module in (os, signal, select):
    module.__class__ = Lacking
builtins.__import__ = importing
warnings.filterwarnings("ignore", category=EncodingWarning)
warnings.filterwarnings("error", category=EncodingWarning, module=r"(report_helpers|benchmarks)\b")
sys.addaudithook(watch)
