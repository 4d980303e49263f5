package io.berth.engine.target;

import io.berth.engine.job.Files.Allocation;
import io.berth.engine.job.Job;
import io.berth.engine.job.Verify.Checksum;
import io.berth.engine.verify.Verifier;
import io.berth.host.Commands;
import io.berth.host.HostException;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is to be done before jobs can run, found out job by job in their order, as fio sets them up:
 * a file that an earlier job lays out is there for a later one. Nothing is written yet; every
 * refusal comes from here.
 */
final class Plan {

    /** A file as it will be. */
    private static final class State {
        final Target found;
        long lengthBytes;
        boolean exists;
        boolean permitted;
        int writerStage = Integer.MAX_VALUE;

        boolean read;

        /** How far any job or its laying out will write: what room it takes. */
        long grownToBytes;

        State(Target found) {
            this.found = found;
            this.lengthBytes = found.sizeBytes();
            this.exists = !found.isMissing();
        }
    }

    /** A file system may leave out a little, such as zeroed blocks at the end. */
    private static final double ALLOCATED_SHARE_MIN = 0.95;

    /** {@code st_blocks} are of 512 bytes whatever the file system's are (stat(3type)). */
    private static final long STAT_BLOCK_BYTES = 512;

    private static final Duration STAT_LIMIT = Duration.ofSeconds(10);

    private final Kernel kernel;
    private final DeviceGuard devices;
    private final FileGuard files;
    private final Map<Path, State> states = new LinkedHashMap<>();
    private final List<Layouts.Step> steps = new ArrayList<>();
    private final Overlaps overlaps = new Overlaps();

    Plan(Kernel kernel, DeviceGuard devices, FileGuard files) {
        this.kernel = kernel;
        this.devices = devices;
        this.files = files;
    }

    /** Adds a job; gives its regions. */
    List<Region> add(Job job) {
        Verifier.require(job);
        boolean writes = writes(job);
        if (writes && job.files().readOnly()) {
            throw Refusal.job(
                    job, "rw=" + job.access().rw().word() + " writes", "leave --readonly out");
        }
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < job.files().paths().size(); i++) {
            Target target = Target.of(kernel, job.name(), job.files().paths().get(i));
            State state = states.computeIfAbsent(target.file(), file -> new State(target));
            Geometry geometry = Geometry.of(job, i, target.file(), state.lengthBytes);
            if (target.isBlockDevice()) {
                addDevice(job, target, geometry, writes);
            } else {
                addFile(job, state, geometry, writes);
            }
            regions.add(
                    new Region(
                            target.file(),
                            target.isBlockDevice(),
                            geometry.offsetBytes(),
                            geometry.lengthBytes()));
        }
        if (writes) {
            overlaps.add(job, regions);
        }
        return regions;
    }

    /** What is done to the target: verify_only writes nothing whatever rw says. */
    private static boolean writes(Job job) {
        return job.access().rw().writes() && !job.verify().only();
    }

    private void addDevice(Job job, Target device, Geometry geometry, boolean writes) {
        if (job.files().unlink()) {
            throw Refusal.job(job, device.file() + " is a block device", "leave unlink out");
        }
        if (geometry.endBytes() > device.sizeBytes()) {
            throw Refusal.job(
                    job,
                    device.file()
                            + " has "
                            + device.sizeBytes()
                            + " bytes, and the job goes up to "
                            + geometry.endBytes(),
                    "give a smaller size or offset, or size=100%");
        }
        if (writes) {
            devices.permit(job.name(), device);
        }
    }

    private void addFile(Job job, State state, Geometry geometry, boolean writes) {
        boolean checksOnly = checksOnly(job);
        state.read |= job.access().rw().reads();
        boolean tooShort = geometry.endBytes() > state.lengthBytes;
        if (checksOnly && tooShort) {
            if (state.writerStage >= job.stage()) {
                throw Refusal.job(
                        job,
                        state.found.file()
                                + " has "
                                + state.lengthBytes
                                + " bytes, and the job checks what was written up to "
                                + geometry.endBytes(),
                        "write it first with the same verify and bs");
            }
            return;
        }
        if (tooShort || writes) {
            requireMakeable(job, state);
            permit(job, state);
            state.grownToBytes = Math.max(state.grownToBytes, geometry.endBytes());
        }
        if (tooShort) {
            lengthen(job, state, geometry.endBytes(), writes);
        }
        if (writes) {
            state.writerStage = Math.min(state.writerStage, job.stage());
        }
    }

    /** A job that only looks whether what an earlier one wrote is still there. */
    private static boolean checksOnly(Job job) {
        return job.verify().checksum() != Checksum.NONE && !writes(job);
    }

    private static void requireMakeable(Job job, State state) {
        if (!state.exists && !job.files().create()) {
            throw Refusal.job(
                    job,
                    state.found.file() + " does not exist, and the job may not make it",
                    "give a file that does, or allow_file_create=1");
        }
        if (job.files().readOnly()) {
            throw Refusal.job(
                    job,
                    state.found.file() + " is missing or too short: it would have to be written",
                    "give a smaller size, or leave --readonly out");
        }
    }

    private void permit(Job job, State state) {
        if (!state.found.isMissing() && !state.permitted) {
            files.permit(job, state.found);
        }
        state.permitted = true;
    }

    /**
     * fio writes a file before jobs that read from it, or overwrite it; for others its blocks are
     * only allocated, or not even that.
     */
    private void lengthen(Job job, State state, long toBytes, boolean writes) {
        boolean written = job.access().rw().reads() || !writes || job.files().overwrite();
        Allocation allocation = job.files().allocation();
        boolean longer =
                written || (allocation != Allocation.NONE && allocation != Allocation.KEEP);
        steps.add(
                new Layouts.Step(
                        job,
                        state.found.file(),
                        !state.exists,
                        state.lengthBytes,
                        toBytes,
                        written));
        state.exists = true;
        if (longer) {
            state.lengthBytes = toBytes;
        }
    }

    List<Layouts.Step> steps() {
        return List.copyOf(steps);
    }

    /** Existing files with holes, of jobs that read: what is not there never reaches the disk. */
    List<Path> sparse() {
        return states.values().stream()
                .filter(state -> state.read && state.found.kind() == Target.Kind.FILE)
                .filter(
                        state ->
                                allocatedBytes(state.found.file())
                                        < state.found.sizeBytes() * ALLOCATED_SHARE_MIN)
                .map(state -> state.found.file())
                .toList();
    }

    private static long allocatedBytes(Path file) {
        try {
            return STAT_BLOCK_BYTES
                    * Long.parseLong(
                            Commands.runChecked(STAT_LIMIT, "stat", "--format=%b", file.toString())
                                    .stdout()
                                    .strip());
        } catch (HostException e) {
            throw Refusal.host(e.what(), e.remedy(), e);
        }
    }

    /** Refuses what does not fit: all files of a file system together. */
    void requireRoom() {
        Map<Object, Long> needed = new LinkedHashMap<>();
        Map<Object, Path> places = new LinkedHashMap<>();
        for (State state : states.values()) {
            long grows = state.grownToBytes - state.found.sizeBytes();
            if (grows > 0) {
                Path place = nearestExisting(state.found.file());
                Object device = device(place);
                places.putIfAbsent(device, place);
                needed.merge(device, grows, Math::addExact);
            }
        }
        needed.forEach(
                (device, bytes) -> {
                    Path place = Objects.requireNonNull(places.get(device));
                    long free = place.toFile().getUsableSpace();
                    if (free < bytes) {
                        throw Refusal.host(
                                "the files need "
                                        + ByteSize.of(bytes).display()
                                        + ", and the file system of "
                                        + place
                                        + " has "
                                        + ByteSize.of(free).display()
                                        + " free",
                                "give a smaller size, or make room ('df -h " + place + "')");
                    }
                });
    }

    private static Path nearestExisting(Path file) {
        Path at = file;
        while (!Files.exists(at)) {
            at = Objects.requireNonNull(at.getParent(), "the root exists");
        }
        return at;
    }

    private static Object device(Path place) {
        try {
            return Files.getAttribute(place, "unix:dev");
        } catch (IOException e) {
            throw Refusal.host(
                    place + " cannot be examined: " + e.getMessage(), "check its permissions", e);
        }
    }
}
