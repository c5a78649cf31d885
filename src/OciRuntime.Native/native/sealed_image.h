/*
 * The image that nobody can write: a sealed copy in memory, or a read-only mount of the file. Part of sealed_self.c.
 */
#pragma once

static int is_sealed(int fd)
{
    struct statfs fs;
    long seals;

    if (call(__NR_fstatfs, fd, (long)&fs, 0, 0, 0))
        return 0;
    if (fs.f_flags & ST_RDONLY)
        return 1;
    if (fs.f_type != TMPFS_MAGIC) /* only a memfd is sealed */
        return 0;
    seals = call(__NR_fcntl, fd, F_GET_SEALS, 0, 0, 0);
    return seals >= 0 && (seals & SEALS) == SEALS;
}

/* The second start's look: that it is sealed; not where else it might be. */
static int is_on_read_only_mount(void)
{
    struct statfs fs;

    return !call(__NR_statfs, (long)"/proc", (long)&fs, 0, 0, 0) && fs.f_type == PROC_SUPER_MAGIC
        && !call(__NR_statfs, (long)"/proc/self/exe", (long)&fs, 0, 0, 0) && fs.f_flags & ST_RDONLY;
}

static long read_only_mount(int self)
{
    struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY, .propagation = PRIVATE };
    long fd = call(__NR_open_tree, self, (long)"", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH, 0, 0);
    long failed = fd < 0 ? fd : call(__NR_mount_setattr, fd, (long)"", AT_EMPTY_PATH, (long)&attr, sizeof(attr));

    return failed < 0 ? failed : fd;
}

static long sealed_copy(int self)
{
    struct stat file;
    long failed, done = 0;
    long fd = call(__NR_memfd_create, (long)"ocirun", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC, 0, 0, 0);

    if (fd == -EINVAL) /* before Linux 6.3 every memfd was executable */
        fd = call(__NR_memfd_create, (long)"ocirun", MFD_CLOEXEC | MFD_ALLOW_SEALING, 0, 0, 0);
    if (fd < 0)
        return fd;
    failed = call(__NR_fstat, self, (long)&file, 0, 0, 0);
    while (!failed && done < file.st_size) {
        long moved = call(__NR_sendfile, fd, self, (long)&done, file.st_size - done, 0);
        if (moved <= 0)
            failed = moved ? moved : -EIO;
    }
    if (!failed)
        failed = call(__NR_fcntl, fd, F_ADD_SEALS, SEALS, 0, 0);
    return failed < 0 ? failed : fd;
}

/*
 * In a process of its own, whose descriptors are this one's: puts the read-only mount at the number that is given. The
 * mount has to be of the namespace it is copied from, so the file is looked up again, and must be the same one.
 */
__attribute__((noreturn)) static void mount_for_parent(int self, long slot)
{
    char path[4096]; /* PATH_MAX, linux/limits.h */
    struct stat ours, theirs;
    long length = call(__NR_readlinkat, AT_FDCWD, (long)"/proc/self/exe", (long)path, sizeof(path) - 1, 0);
    long file = -ENOENT, mount = -ENOENT;

    if (length > 0) {
        path[length] = 0;
        file = call(__NR_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0);
    }
    if (file >= 0 && !call(__NR_fstat, self, (long)&ours, 0, 0, 0) && !call(__NR_fstat, file, (long)&theirs, 0, 0, 0)
        && ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino)
        mount = read_only_mount((int)file);
    for (;;)
        call(__NR_exit_group, mount < 0 || call(__NR_dup3, mount, slot, O_CLOEXEC, 0, 0) < 0, 0, 0, 0, 0);
}

/* A user may make such a mount in a user namespace; for one whose host executes nothing in memory (vm.memfd_noexec=2). */
static long read_only_mount_of_a_user(int self)
{
    int status = -1;
    long slot = call(__NR_fcntl, self, F_DUPFD_CLOEXEC, 3, 0, 0);
    /* No signal at its end: a caller that ignores SIGCHLD would lose its status; waitid(2), __WALL. */
    long child = slot < 0 ? slot : call(__NR_clone, CLONE_NEWUSER | CLONE_NEWNS | CLONE_FILES, 0, 0, 0, 0);

    if (!child)
        mount_for_parent(self, slot);
    if (child < 0)
        return child;
    while (call(__NR_wait4, child, (long)&status, __WALL, 0, 0) == -EINTR)
        ;
    return status ? -EPERM : slot;
}
