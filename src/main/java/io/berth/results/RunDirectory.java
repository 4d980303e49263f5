package io.berth.results;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of one run.
 *
 * @param path the directory, {@code results/<profile>-<UTC time>}
 */
public record RunDirectory(Path path) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** A new run's id: {@code quickstart-20260131T235959Z}. */
    public static String newRunId(String profile, Instant now) {
        return profile.replaceAll("[^A-Za-z0-9._-]", "-") + "-" + STAMP.format(now);
    }

    /**
     * Makes the directory of a new run.
     *
     * @throws ResultsException if there is one of this id, or it cannot be made
     */
    public static RunDirectory create(Path results, String runId) {
        if (!runId.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ResultsException(
                    "run id '" + runId + "': use letters, digits, '.', '_' and '-' only");
        }
        Path path = results.resolve(runId);
        try {
            Files.createDirectories(results);
            Files.createDirectory(path);
            Disk.sync(results);
        } catch (FileAlreadyExistsException e) {
            throw new ResultsException(
                    path
                            + ": is there already; give another --run-id, or go on with --resume "
                            + runId,
                    e);
        } catch (IOException e) {
            throw new ResultsException(
                    path
                            + ": cannot be made: "
                            + Disk.reason(e)
                            + "; give a writable directory with --results",
                    e);
        }
        return new RunDirectory(path);
    }

    /**
     * The directory of a run that is there.
     *
     * @param results where runs are
     * @param idOrPath a run's id, or the path of its directory
     * @throws ResultsException naming the nearest run, if there is none such
     */
    public static RunDirectory open(Path results, String idOrPath) {
        for (Path candidate : List.of(results.resolve(idOrPath), Path.of(idOrPath))) {
            if (Files.isRegularFile(candidate.resolve("plan.json"))) {
                return new RunDirectory(candidate);
            }
        }
        for (Path candidate : List.of(results.resolve(idOrPath), Path.of(idOrPath))) {
            if (!idOrPath.isEmpty() && Files.isDirectory(candidate)) {
                throw new ResultsException(
                        candidate + ": is no run, it has no plan.json" + nearest(results, ""));
            }
        }
        throw new ResultsException(
                "there is no run '" + idOrPath + "' in " + results + nearest(results, idOrPath));
    }

    /** The ids of the runs in a directory, by name; none if it is not there. */
    public static List<String> list(Path results) {
        if (!Files.isDirectory(results)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(results)) {
            return entries.filter(p -> Files.isRegularFile(p.resolve("plan.json")))
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ResultsException(results + ": cannot be read: " + Disk.reason(e), e);
        }
    }

    public String runId() {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? "/" : name.toString();
    }

    public Path planFile() {
        return path.resolve("plan.json");
    }

    public Path environmentFile() {
        return path.resolve("environment.json");
    }

    public Path journalFile() {
        return path.resolve("journal.jsonl");
    }

    /** Held by the berth that works on this run. */
    public Path lockFile() {
        return path.resolve(".lock");
    }

    /** {@code cases/<id>/b01}. */
    public Path caseDirectory(String caseId, int block) {
        return path.resolve("cases")
                .resolve(caseId)
                .resolve(String.format(Locale.ROOT, "b%02d", block));
    }

    /**
     * Makes an empty directory for a case in a block. What an earlier, killed attempt left there is
     * kept beside it ({@code b01.attempt-1}), for nothing raw is overwritten.
     *
     * @throws ResultsException if it cannot be made
     */
    public Path newCaseDirectory(String caseId, int block) {
        Path directory = caseDirectory(caseId, block);
        try {
            if (Files.exists(directory)) {
                Files.move(directory, freeName(directory));
            }
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ResultsException(directory + ": cannot be made: " + Disk.reason(e), e);
        }
        return directory;
    }

    /** {@code cases/<id>/b01/case.json}. */
    public Path caseFile(String caseId, int block) {
        return caseDirectory(caseId, block).resolve("case.json");
    }

    /** {@code cases/<id>/b01/operation.json}: of an operation, in place of case.json. */
    public Path operationFile(String id, int block) {
        return caseDirectory(id, block).resolve("operation.json");
    }

    /** {@code cases/<id>/b01/samples.csv}. */
    public Path samplesFile(String caseId, int block) {
        return caseDirectory(caseId, block).resolve("samples.csv");
    }

    /** {@code cases/<id>/b01/guest-01}. */
    public Path guestDirectory(String caseId, int block, int guest) {
        return caseDirectory(caseId, block)
                .resolve(String.format(Locale.ROOT, "guest-%02d", guest));
    }

    /** {@code cases/<id>/b01/host/twin-01}: at the layer host, in place of the guest's. */
    public Path twinDirectory(String caseId, int block, int guest) {
        return hostDirectory(caseId, block).resolve(String.format(Locale.ROOT, "twin-%02d", guest));
    }

    /** {@code cases/<id>/b01/host}. */
    public Path hostDirectory(String caseId, int block) {
        return caseDirectory(caseId, block).resolve("host");
    }

    /** Files that can be made again from the others. */
    public Path derived() {
        return path.resolve("derived");
    }

    public Path analysisFile() {
        return derived().resolve("analysis.json");
    }

    public Path summaryCsv() {
        return derived().resolve("summary.csv");
    }

    /** Only of a run with operations. */
    public Path operationsCsv() {
        return derived().resolve("operations.csv");
    }

    public Path longCsv() {
        return derived().resolve("long.csv");
    }

    /** The SHA-256 of every raw file, as {@code sha256sum -c} reads it in the run's directory. */
    public Path checksums() {
        return derived().resolve("SHA256SUMS");
    }

    public Path reportFile() {
        return path.resolve("report.html");
    }

    public Path summaryText() {
        return path.resolve("summary.txt");
    }

    private static Path freeName(Path directory) {
        for (int attempt = 1; ; attempt++) {
            Path free = directory.resolveSibling(directory.getFileName() + ".attempt-" + attempt);
            if (!Files.exists(free)) {
                return free;
            }
        }
    }

    private static String nearest(Path results, String wanted) {
        List<String> runs = list(results);
        if (runs.isEmpty()) {
            return "; there are no runs in " + results;
        }
        if (wanted.isEmpty()) {
            return "; the last run is '" + runs.getLast() + "'";
        }
        return Nearest.of(wanted, runs).map(run -> "; did you mean '" + run + "'?").orElseThrow();
    }
}
