package io.berth.image;

import io.berth.host.HostException;
import io.berth.results.ImageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The files of images: which there are, and whether a layer's are as they were asked for. */
final class ImageFiles {

    private ImageFiles() {}

    /**
     * The files of one layer: its own, the extents of vmdk as qemu-img tells them, and the data
     * file of qcow2.
     */
    static List<PreparedImage.File> of(Site site, int layer, QemuImg.Info info) {
        Path file = site.file(layer);
        String role = layer == site.depth() ? "active" : "backing " + (layer + 1);
        List<PreparedImage.File> files = new ArrayList<>();
        files.add(new PreparedImage.File(role, file));
        for (JsonNode extent : info.specific().path("extents")) {
            Path path = site.directory().resolve(extent.path("filename").asString(""));
            if (!path.equals(file)) {
                files.add(new PreparedImage.File("extent", path));
            }
        }
        Path dataFile = layer == site.depth() ? site.dataFile() : null;
        if (dataFile != null) {
            files.add(new PreparedImage.File("data_file", dataFile));
        }
        return files;
    }

    /** With their lengths and allocation as they are now. */
    static List<ImageFile> measured(PreparedImage image) {
        List<Allocation.Of> sizes = Allocation.read(image.paths());
        List<ImageFile> files = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            PreparedImage.File file = image.files().get(i);
            files.add(
                    new ImageFile(
                            file.role(),
                            file.path().toString(),
                            sizes.get(i).apparentBytes(),
                            sizes.get(i).allocatedBytes()));
        }
        return List.copyOf(files);
    }

    /**
     * Requires of a new layer what its configuration says.
     *
     * @return the bytes allocated for its files
     * @throws HostException with what differs
     */
    static long requireAsAsked(Site site, int layer, List<PreparedImage.File> files) {
        Path file = site.file(layer);
        QemuImg.Info info = QemuImg.info(site.disk(layer));
        List<Path> paths = files.stream().map(PreparedImage.File::path).toList();
        List<Allocation.Of> sizes = Allocation.read(paths);
        long apparentBytes = sizes.stream().mapToLong(Allocation.Of::apparentBytes).sum();
        long allocatedBytes = sizes.stream().mapToLong(Allocation.Of::allocatedBytes).sum();
        List<String> wrong = ReadBack.mismatches(site, layer, info, apparentBytes);
        if (!wrong.isEmpty()) {
            throw new HostException(
                    file + " is not what was asked for: " + String.join("; ", wrong),
                    "see 'qemu-img create -f " + site.format(layer).word() + " -o help'");
        }
        boolean dataFile = files.stream().anyMatch(f -> f.role().equals("data_file"));
        if (!dataFile) {
            Allocation.requireSame(file, allocatedBytes, info);
        }
        if (layer == site.depth()) {
            Allocation.broken(site.config(), allocatedBytes, info.clusterBytes())
                    .ifPresent(
                            why -> {
                                throw new HostException(
                                        file + ": " + why,
                                        "does the format honour it, or does the storage's file"
                                                + " system compress or deduplicate? use another"
                                                + " disk.preallocation, or other storage");
                            });
        }
        paths.forEach(SharedExtents::refuse);
        return allocatedBytes;
    }
}
