package io.berth.plan;

import io.berth.profile.Bus;
import io.berth.profile.Format;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What the installed tools and the storage can do, as they said when they were asked. A plan is
 * made against it: what cannot be done here is left out with the reason, not failed later.
 *
 * @param qemuImg the version of qemu-img; null if nobody asked, and then nothing is left out
 * @param createOptions by format that qemu-img can create, the names of {@code qemu-img create -f
 *     FORMAT -o help}
 * @param qemu the version of the system emulator; null if nobody asked
 * @param writable the formats that it opens for writing ({@code -drive format=help})
 * @param devices the device models that it has ({@code -device help})
 * @param unseen the buses whose disks no installed kernel can see, so that no guest can
 * @param storages by directory or device of the profile
 */
public record Abilities(
        @Nullable String qemuImg,
        SortedMap<Format, SortedSet<String>> createOptions,
        @Nullable String qemu,
        SortedSet<Format> writable,
        SortedSet<String> devices,
        SortedSet<Bus> unseen,
        SortedMap<Path, StorageAbilities> storages) {

    /** Nobody asked. */
    public static final Abilities UNKNOWN =
            new Abilities(
                    null,
                    Collections.emptySortedMap(),
                    null,
                    Collections.emptySortedSet(),
                    Collections.emptySortedSet(),
                    Collections.emptySortedSet(),
                    Collections.emptySortedMap());

    /**
     * What a storage directory or device can do; each found out by doing it.
     *
     * @param fileSystem its type, as findmnt names it; null for a device
     * @param directIoRefusal why O_DIRECT does not work there; null if it does
     * @param discard whether a hole punched into a file (or a discarded range of the device) is
     *     given back
     * @param reflink whether a file can share another's extents
     * @param deviceBytes a device's size; null for a directory
     */
    public record StorageAbilities(
            @Nullable String fileSystem,
            @Nullable String directIoRefusal,
            boolean discard,
            boolean reflink,
            @Nullable Long deviceBytes) {}
}
