"""Files that tell a host what the server would say."""

from feedsvc.export.hosts.host_files import HostFiles, host_files

__all__ = ["HostFiles", "host_files"]
