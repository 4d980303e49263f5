package io.berth.engine.option;

import static io.berth.engine.option.Option.Group.TARGET;

import io.berth.engine.job.Amount;
import io.berth.engine.job.Files.Allocation;
import io.berth.engine.job.Files.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options about files and devices: which, where in them, how they come into being. */
final class TargetOptions {

    static final Option<List<String>> FILENAME =
            Option.of(
                    TARGET,
                    "filename",
                    "FILE[:FILE]",
                    List.of(),
                    "",
                    v -> names(v),
                    "Files or block devices; a ':' within a name is written '\\:'. All clones of"
                            + " a job work on the same ones.");

    static final Option<List<String>> DIRECTORY =
            Option.of(
                    TARGET,
                    "directory",
                    "DIR[:DIR]",
                    List.of(),
                    "",
                    v -> names(v),
                    "Put before file names; of several, clones take turns.");

    static final Option<String> FILENAME_FORMAT =
            Option.of(
                    TARGET,
                    "filename_format",
                    "TEXT",
                    "$jobname.$jobnum.$filenum",
                    "$jobname.$jobnum.$filenum",
                    Value::required,
                    "Names of files where there is no filename.");

    static final Option<Integer> NRFILES =
            Option.count(TARGET, "nrfiles nr_files", 1, 1, "Files of a job that has no filename.");

    static final Option<Service> FILE_SERVICE_TYPE =
            Option.of(
                    TARGET,
                    "file_service_type",
                    "WORD",
                    Service.ROUNDROBIN,
                    "roundrobin",
                    v -> service(v),
                    "Which file is next: roundrobin, random or sequential.");

    static final Option<Amount> SIZE =
            Option.of(
                    TARGET,
                    "size",
                    "SIZE|N%",
                    null,
                    "",
                    v -> size(v),
                    "Of all the job's files together, from offset on; all that there is if not"
                            + " given.");

    static final Option<Long> FILESIZE =
            Option.of(
                    TARGET,
                    "filesize",
                    "SIZE",
                    0L,
                    "",
                    v -> v.bytes(1),
                    "What each file is made with, in place of its share of size.");

    static final Option<Amount> OFFSET =
            Option.of(
                    TARGET,
                    "offset fileoffset",
                    "SIZE|N%",
                    null,
                    "0",
                    Value::amount,
                    "Where in each file I/O begins.");

    static final Option<Amount> OFFSET_INCREMENT =
            Option.of(
                    TARGET,
                    "offset_increment",
                    "SIZE|N%",
                    new Amount.Bytes(0),
                    "0",
                    Value::amount,
                    "Added to the offset once for each clone of the job before it.");

    static final Option<Allocation> FALLOCATE =
            Option.of(
                    TARGET,
                    "fallocate",
                    "WORD",
                    Allocation.NATIVE,
                    "native",
                    v -> v.word(allocations()),
                    "How a new file gets its blocks: none, native, posix, keep or truncate.");

    static final Option<Boolean> ALLOW_FILE_CREATE =
            Option.bool(TARGET, "allow_file_create", true, "Whether a missing file is made.");

    static final Option<Boolean> OVERWRITE =
            Option.bool(
                    TARGET,
                    "overwrite",
                    false,
                    "Whether a new file of a job that writes is written before it is measured;"
                            + " one of a job that reads always is.");

    static final Option<Boolean> INVALIDATE =
            Option.bool(
                    TARGET,
                    "invalidate",
                    true,
                    "Whether the page cache drops the file before the job begins.");

    static final Option<Boolean> UNLINK =
            Option.bool(TARGET, "unlink", false, "Whether files are removed when the job is done.");

    static final List<Option<?>> ALL =
            List.of(
                    FILENAME,
                    DIRECTORY,
                    FILENAME_FORMAT,
                    NRFILES,
                    FILE_SERVICE_TYPE,
                    SIZE,
                    FILESIZE,
                    OFFSET,
                    OFFSET_INCREMENT,
                    FALLOCATE,
                    ALLOW_FILE_CREATE,
                    OVERWRITE,
                    INVALIDATE,
                    UNLINK);

    private TargetOptions() {}

    /** Names between colons; fio skips empty ones at the start and ends at the first later one. */
    private static List<String> names(Value value) {
        List<String> names = new ArrayList<>();
        for (String part : value.required().split("(?<!\\\\):", -1)) {
            String name = part.replace("\\:", ":");
            if (name.isEmpty()) {
                throw value.place().error("there is an empty name in it");
            }
            if (name.equals("-")) {
                throw value.place().error("berth's engine does no I/O on standard streams");
            }
            names.add(name);
        }
        return names;
    }

    private static Amount size(Value value) {
        Amount amount = value.amount();
        boolean none =
                switch (amount) {
                    case Amount.Bytes bytes -> bytes.bytes() == 0;
                    case Amount.Percent percent -> percent.percent() == 0;
                };
        if (none) {
            throw value.place().error("a size is more than 0");
        }
        return amount;
    }

    private static Service service(Value value) {
        if (value.required().contains(":")) {
            throw value.place()
                    .error("berth's engine changes files after each I/O: leave ':N' out");
        }
        Map<String, Service> words = new LinkedHashMap<>();
        words.put("roundrobin", Service.ROUNDROBIN);
        words.put("random", Service.RANDOM);
        words.put("sequential", Service.SEQUENTIAL);
        return value.word(words);
    }

    private static Map<String, Allocation> allocations() {
        Map<String, Allocation> words = new LinkedHashMap<>();
        words.put("none", Allocation.NONE);
        words.put("native", Allocation.NATIVE);
        words.put("posix", Allocation.POSIX);
        words.put("keep", Allocation.KEEP);
        words.put("truncate", Allocation.TRUNCATE);
        words.put("0", Allocation.NONE);
        words.put("1", Allocation.POSIX);
        return words;
    }
}
