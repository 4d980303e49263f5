package io.berth.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Who else uses this host's CPUs and disks: foreign QEMU processes and foreign load.
 *
 * @param found one sentence each, for a notice ({@code qemu-system-x86_64, pid 812 …}); empty if
 *     berth is alone
 */
public record Tenants(List<String> found) {
    /**
     * Looks, for one to three seconds.
     *
     * @param ownPids QEMU processes that are berth's own
     */
    public static Tenants look(List<Path> storages, Set<Long> ownPids) {
        throw new UnsupportedOperationException();
    }
}
