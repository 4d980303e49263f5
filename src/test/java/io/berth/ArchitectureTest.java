package io.berth;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of which package may import which.
 *
 * <p>A package also sees what its imports are made of, however deep: whoever is given a plan's case
 * meets the profile's words in it. No import ever points upwards or sideways.
 */
class ArchitectureTest {
    private static final String ROOT = "io.berth";

    /** Package → what it may import, lowest package first. */
    private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

    static {
        MAY_IMPORT.put("units", List.of());
        MAY_IMPORT.put("latency", List.of("units"));
        MAY_IMPORT.put("profile", List.of("units"));
        MAY_IMPORT.put("plan", List.of("profile", "units"));
        MAY_IMPORT.put("results", List.of("plan", "latency", "units"));
        MAY_IMPORT.put("host", List.of("plan", "results", "units"));
        MAY_IMPORT.put("image", List.of("host", "plan", "results"));
        MAY_IMPORT.put("guest", List.of("image", "host", "plan", "results"));
        MAY_IMPORT.put("fio", List.of("plan", "latency", "results"));
        MAY_IMPORT.put("engine", List.of("fio", "plan", "latency", "host", "results"));
        MAY_IMPORT.put("export", List.of("plan", "units"));
        MAY_IMPORT.put("analysis", List.of("results", "latency", "plan"));
        MAY_IMPORT.put("calibration", List.of("analysis", "results", "latency", "units"));
        MAY_IMPORT.put("run", List.copyOf(MAY_IMPORT.keySet()));
        MAY_IMPORT.put(
                "report",
                List.of("calibration", "analysis", "results", "plan", "latency", "units"));
        MAY_IMPORT.put("cli", List.copyOf(MAY_IMPORT.keySet()));
    }

    /** Standard classes and methods with which code would depend on more than its arguments. */
    private static final Set<String> IMPURE_TYPES =
            Set.of(
                    "java.io.File",
                    "java.io.FileInputStream",
                    "java.io.FileOutputStream",
                    "java.io.RandomAccessFile",
                    "java.lang.Thread",
                    "java.nio.channels.FileChannel",
                    "java.nio.file.Files");

    private static final Set<String> IMPURE_METHODS =
            Set.of(
                    "java.lang.Math.random",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.getenv",
                    "java.lang.System.getProperty",
                    "java.lang.System.nanoTime",
                    "java.time.Instant.now",
                    "java.time.LocalDateTime.now",
                    "java.time.ZonedDateTime.now");

    /** Classes outside host that spawn: those whose processes outlive a call, and supermin's. */
    private static final Set<String> SPAWNERS =
            Set.of(
                    "io.berth.guest.QemuProcess",
                    "io.berth.guest.Spawner",
                    "io.berth.guest.Tool",
                    "io.berth.image.ImageFill");

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(ROOT);
    }

    @Test
    void classesOfEveryPackageWereRead() throws IOException {
        Path sources = Path.of("src/main/java/io/berth");
        Map<String, Long> read = new TreeMap<>();
        classes.forEach(c -> read.merge(c.getPackageName(), 1L, Long::sum));
        try (Stream<Path> files = Files.walk(sources)) {
            assertThat(files.filter(Files::isDirectory).filter(d -> !d.equals(sources)))
                    .isNotEmpty()
                    .allSatisfy(
                            directory -> {
                                String name = sources.relativize(directory).toString();
                                name = ROOT + "." + name.replace('/', '.');
                                // One for package-info, which is a class as it is annotated.
                                assertThat(read.getOrDefault(name, 0L))
                                        .as("classes read of %s", name)
                                        .isGreaterThanOrEqualTo(javaFiles(directory));
                            });
        }
    }

    @Test
    void everyPackageHasARowInTheTable() {
        Set<String> found = new TreeSet<>();
        classes.forEach(c -> found.add(room(c)));
        assertThat(MAY_IMPORT).containsKeys(found.toArray(String[]::new));
    }

    @Test
    void packagesImportOnlyWhatTheTableAllows() {
        Set<String> violations = new TreeSet<>();
        int seen = 0;
        for (JavaClass origin : classes) {
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith(ROOT + ".")) {
                    continue;
                }
                seen++;
                if (!room(origin).equals(room(target))
                        && !reachable(room(origin)).contains(room(target))) {
                    violations.add(
                            room(origin)
                                    + " may not import "
                                    + room(target)
                                    + ": "
                                    + dependency.getDescription());
                }
            }
        }
        assertThat(seen).as("imports inspected").isPositive();
        assertThat(violations).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyCliEndsTheJvm() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".cli..")
                        .should()
                        .accessTargetWhere(
                                calls(
                                        Set.of(
                                                "java.lang.System.exit",
                                                "java.lang.Runtime.exit",
                                                "java.lang.Runtime.halt"))));
    }

    @Test
    void processesAreSpawnedByHostAndTheFewThatAreNamed() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".host..")
                        .and(describe("are not named", c -> !SPAWNERS.contains(c.getFullName())))
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.lang.ProcessBuilder")
                        .orShould()
                        .accessTargetWhere(calls(Set.of("java.lang.Runtime.exec"))));
    }

    @Test
    void onlyReportChartDraws() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".report.chart..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.jfree..",
                                "org.apache.batik..",
                                "java.awt..",
                                "javax.swing.."));
    }

    @Test
    void onlyEngineFfiTouchesForeignMemory() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".engine.ffi..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.lang.foreign.."));
    }

    @Test
    void plansAndAnalysesDependOnTheirArgumentsAlone() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                ROOT + ".units..",
                                ROOT + ".plan..",
                                ROOT + ".analysis..",
                                ROOT + ".calibration..",
                                ROOT + ".export..")
                        .should()
                        .dependOnClassesThat(
                                describe(
                                        "reach files or threads",
                                        c -> IMPURE_TYPES.contains(c.getFullName())))
                        .orShould()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.net..", "java.util.concurrent..")
                        .orShould()
                        .accessTargetWhere(calls(IMPURE_METHODS)));
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Set<String> methods) {
        return describe(
                "one of " + new TreeSet<>(methods),
                access ->
                        methods.contains(
                                access.getTargetOwner().getFullName()
                                        + "."
                                        + access.getTarget().getName()));
    }

    private static Set<String> reachable(String room) {
        Set<String> all = new TreeSet<>();
        for (String name : MAY_IMPORT.getOrDefault(room, List.of())) {
            if (all.add(name)) {
                all.addAll(reachable(name));
            }
        }
        return all;
    }

    /** The first part of the package's name below the root: report.chart belongs to report. */
    private static String room(JavaClass type) {
        String below = type.getPackageName().substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private static long javaFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".java")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
