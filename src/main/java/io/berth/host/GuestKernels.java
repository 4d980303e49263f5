package io.berth.host;

import io.berth.profile.Bus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kernels that are installed here, one of which becomes the guests'.
 *
 * <p>What they have is listed in modules.dep and modules.builtin, a path a module ({@code
 * kernel/drivers/ata/ahci.ko}, maybe compressed).
 */
final class GuestKernels {

    private GuestKernels() {}

    /**
     * The buses whose disks no installed kernel can see; none if no kernel is installed at all,
     * which is another question.
     *
     * @param modules usually /lib/modules
     * @throws HostException if it cannot be read
     */
    static SortedSet<Bus> lacking(Path modules) {
        List<String> kernels = lists(modules);
        return Arrays.stream(Bus.values())
                .filter(bus -> !kernels.isEmpty())
                .filter(bus -> kernels.stream().noneMatch(kernel -> has(kernel, bus)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean has(String kernel, Bus bus) {
        return BusModules.of(bus).stream()
                .allMatch(
                        module ->
                                kernel.contains("/" + module + ".ko")
                                        || kernel.contains("/" + module.replace('_', '-') + ".ko"));
    }

    /** The lists of each kernel, put together. */
    private static List<String> lists(Path modules) {
        List<String> kernels = new ArrayList<>();
        try (Stream<Path> versions = Files.list(modules)) {
            for (Path version : versions.toList()) {
                String list = text(version.resolve("modules.dep"));
                if (!list.isEmpty()) {
                    kernels.add(list + text(version.resolve("modules.builtin")));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new HostException(
                    modules + " cannot be read: " + e.getMessage(),
                    "see 'ls -l " + modules + "'",
                    e);
        }
        return kernels;
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    }
}
