package io.berth.guest;

import io.berth.host.BusModules;
import io.berth.profile.Bus;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an appliance is made of, as it is installed on this host.
 *
 * @param packages name and version of each package that supermin is asked for
 * @param libraries path, size and time of what the guest's programs are linked with
 * @param busybox the static busybox
 */
record ApplianceParts(
        List<String> packages,
        List<String> versions,
        List<String> libraries,
        String supermin,
        Path busybox,
        Kernel kernel) {

    /**
     * An installed kernel, which need not be the running one.
     *
     * @param version the name of its directory of modules
     */
    record Kernel(Path image, Path modules, String version) {}

    /** Modules without which a guest neither finds its root disk nor its agent's channel. */
    static final List<String> MODULES =
            List.of("virtio_pci", "virtio_blk", "virtio_console", "ext4");

    private static final Pattern LIBRARY = Pattern.compile("=> (/\\S+)");
    private static final String REMEDY =
            "as root: apt-get install fio qemu-guest-agent busybox-static supermin"
                    + " linux-image-cloud-amd64";

    /**
     * Which modules a kernel loads: these, those of every bus that it has, and what ext4 asks the
     * kernel's crypto for where both are modules (modules.softdep names it, modules.dep does not).
     */
    static List<String> loaded(KernelModules modules) {
        return Stream.of(List.of("crc32c_generic"), MODULES, BusModules.all())
                .flatMap(List::stream)
                .distinct()
                .filter(modules::has)
                .toList();
    }

    /**
     * Looks at what is installed.
     *
     * @param buses those that the guest's kernel has to have
     * @throws GuestException naming what is missing
     */
    static ApplianceParts installed(Set<Bus> buses)
            throws GuestException, IOException, InterruptedException {
        return installed(List.of(), buses);
    }

    /** The same with further packages in the root image. */
    static ApplianceParts installed(List<String> further)
            throws GuestException, IOException, InterruptedException {
        return installed(further, Set.of());
    }

    private static ApplianceParts installed(List<String> further, Set<Bus> buses)
            throws GuestException, IOException, InterruptedException {
        boolean debian = Files.exists(Path.of("/usr/bin/dpkg-query"));
        List<String> packages = new ArrayList<>();
        packages.addAll(List.of("fio", "qemu-guest-agent"));
        packages.add(debian ? "busybox-static" : "busybox");
        packages.addAll(further);
        List<String> versions = new ArrayList<>();
        for (String name : packages) {
            versions.add(name + " " + version(name, debian));
        }
        return new ApplianceParts(
                List.copyOf(packages),
                List.copyOf(versions),
                libraries(program("fio"), program("qemu-ga")),
                superminVersion(),
                program("busybox"),
                newestKernel(Path.of("/boot"), Path.of("/lib/modules"), buses));
    }

    /** A hash of all of this and of the two init scripts. */
    String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            var text = new StringBuilder();
            text.append(supermin).append('\n').append(kernel.version()).append('\n');
            text.append(stamp(kernel.image())).append('\n');
            text.append(MODULES).append(BusModules.all()).append('\n');
            versions.forEach(v -> text.append(v).append('\n'));
            libraries.forEach(l -> text.append(l).append('\n'));
            digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
            digest.update(resource("init"));
            digest.update(resource("initrd-init"));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = ApplianceParts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("berth's own file " + name + " is missing from its jar");
            }
            return in.readAllBytes();
        }
    }

    /**
     * The newest kernel that has its modules beside it and that we may read.
     *
     * @param buses those that it has to have
     * @throws GuestException if there is none, or it is readable by root only
     */
    static Kernel newestKernel(Path boot, Path modules, Set<Bus> buses)
            throws GuestException, IOException {
        List<Kernel> kernels = kernels(boot, modules);
        List<Kernel> able = new ArrayList<>();
        for (Kernel kernel : kernels) {
            if (missing(kernel, buses).isEmpty()) {
                able.add(kernel);
            }
        }
        if (able.isEmpty() && !kernels.isEmpty()) {
            throw lacking(newest(kernels), buses);
        }
        if (able.isEmpty()) {
            throw new GuestException(
                    "appliance", "no kernel with modules in " + boot + " and " + modules, REMEDY);
        }
        Kernel newest = newest(able);
        if (!Files.isReadable(newest.image())) {
            throw new GuestException(
                    "appliance",
                    newest.image() + " cannot be read by this user",
                    "as root: chmod a+r " + newest.image());
        }
        return newest;
    }

    private static Kernel newest(List<Kernel> kernels) {
        return Collections.max(
                kernels, Comparator.comparing(Kernel::version, ApplianceParts::byVersion));
    }

    private static List<String> missing(Kernel kernel, Set<Bus> buses) throws IOException {
        KernelModules modules = KernelModules.read(kernel.modules());
        return buses.stream()
                .flatMap(bus -> BusModules.of(bus).stream())
                .distinct()
                .filter(module -> !modules.has(module))
                .sorted()
                .toList();
    }

    private static GuestException lacking(Kernel newest, Set<Bus> buses) throws IOException {
        return new GuestException(
                "appliance",
                "no installed kernel can have disks on "
                        + buses.stream().sorted().map(Bus::word).collect(Collectors.joining(", "))
                        + ": "
                        + newest.version()
                        + " has no module "
                        + String.join(", ", missing(newest, buses)),
                "as root: apt-get install linux-image-amd64 (the cloud kernel has no AHCI; on"
                    + " Ubuntu linux-image-generic); on Fedora and Red Hat: dnf install kernel-core"
                    + " kernel-modules");
    }

    private static List<Kernel> kernels(Path boot, Path modules) throws IOException {
        List<Kernel> kernels = new ArrayList<>();
        if (Files.isDirectory(modules)) {
            try (Stream<Path> versions = Files.list(modules)) {
                for (Path directory : versions.toList()) {
                    String version = directory.getFileName().toString();
                    Path image = boot.resolve("vmlinuz-" + version);
                    if (!Files.exists(image)) {
                        image = directory.resolve("vmlinuz"); // Fedora and its relatives
                    }
                    if (Files.exists(image) && usable(directory)) {
                        kernels.add(new Kernel(image, directory, version));
                    }
                }
            }
        }
        return kernels;
    }

    private static boolean usable(Path directory) throws IOException {
        if (!Files.isReadable(directory.resolve("modules.dep"))
                || !Files.isReadable(directory.resolve("modules.builtin"))) {
            return false;
        }
        KernelModules modules = KernelModules.read(directory);
        return MODULES.stream().allMatch(modules::has);
    }

    /** Compares versions part by part, numbers as numbers: 6.1.0-9 before 6.1.0-56. */
    static int byVersion(String a, String b) {
        String[] left = a.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
        String[] right = b.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
        return Arrays.compare(
                left,
                right,
                (x, y) -> {
                    boolean numbers =
                            Character.isDigit(x.charAt(0)) && Character.isDigit(y.charAt(0));
                    return numbers
                            ? new BigInteger(x).compareTo(new BigInteger(y))
                            : x.compareTo(y);
                });
    }

    private static String version(String name, boolean debian)
            throws GuestException, IOException, InterruptedException {
        Tool.Outcome outcome =
                debian
                        ? Tool.run("dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Version}", name)
                        : Tool.run("rpm", "-q", "--qf", "ii  %{VERSION}-%{RELEASE}", name);
        if (outcome.exitCode() != 0 || !outcome.out().startsWith("ii")) {
            throw new GuestException(
                    "appliance", "the package " + name + " is not installed", REMEDY);
        }
        return outcome.out().substring(2).strip();
    }

    private static String superminVersion()
            throws GuestException, IOException, InterruptedException {
        return Tool.run(program("supermin").toString(), "--version").out().strip();
    }

    /** A program by the usual directories; /usr/sbin is not in the PATH of ordinary users. */
    static Path program(String name) throws GuestException {
        return Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new GuestException("appliance", name + " is not installed", REMEDY));
    }

    private static List<String> libraries(Path... programs)
            throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (Path program : programs) {
            Matcher matcher = LIBRARY.matcher(Tool.run("ldd", program.toString()).out());
            while (matcher.find()) {
                found.add(stamp(Path.of(matcher.group(1)).toRealPath()));
            }
        }
        return found.stream().sorted().distinct().toList();
    }

    private static String stamp(Path file) {
        try {
            return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
