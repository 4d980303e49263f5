package io.berth.engine.option;

import static io.berth.engine.option.Option.Group.ACCESS;

import io.berth.engine.job.BlockSizes;
import io.berth.engine.job.BlockSizes.Part;
import io.berth.engine.job.Distribution;
import io.berth.engine.job.Rw;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options about which I/O is next: direction, size, place. */
final class AccessOptions {

    /** fio's (options.c): 4 KiB. */
    private static final long BS = 4096;

    private static final int PERCENT = 100;

    /** fio's defaults (options.c, str_random_distribution_cb). */
    private static final double ZIPF = 1.1;

    private static final double PARETO = 0.2;
    private static final double NORMAL = 0;

    /**
     * {@code rw=randread:8} or {@code rw=write:4k}.
     *
     * @param count I/Os to one random offset, from 1
     * @param stepBytes added after each sequential I/O
     */
    record Direction(Rw rw, int count, long stepBytes) {}

    static final Option<Direction> RW =
            Option.of(
                    ACCESS,
                    "rw readwrite",
                    "WORD[:N]",
                    new Direction(Rw.READ, 1, 0),
                    "read",
                    v -> direction(v),
                    "read, write, rw, randread, randwrite or randrw. randread:8 draws a new offset"
                            + " every 8 I/Os; write:4k leaves 4k out after each write.");

    static final Option<Integer> RWMIXREAD =
            Option.of(
                            ACCESS,
                            "rwmixread",
                            "0-100",
                            50,
                            "50",
                            v -> v.integer32(0, PERCENT),
                            "Percent of reads where a job reads and writes; rwmixwrite is the"
                                    + " rest.")
                    .inverse("rwmixwrite", v -> PERCENT - v.integer32(0, PERCENT));

    static final Option<Pair<Long>> BS_OPTION =
            Option.pair(
                    ACCESS,
                    "bs blocksize",
                    "SIZE",
                    BS,
                    "4k",
                    v -> v.bytes(1),
                    "Bytes of an I/O, of reads and of writes.");

    static final Option<Pair<BlockSizes>> BSRANGE =
            Option.pair(
                    ACCESS,
                    "bsrange blocksize_range",
                    "SIZE-SIZE",
                    null,
                    "",
                    v -> range(v),
                    "Multiples of the first size up to the second, drawn evenly; overrides bs.");

    static final Option<Pair<BlockSizes>> BSSPLIT =
            Option.pair(
                    ACCESS,
                    "bssplit",
                    "SIZE/PERCENT[:…]",
                    null,
                    "",
                    v -> split(v),
                    "Sizes with their shares (4k/30:8k/70); overrides bsrange and bs.");

    static final Option<Pair<Long>> BLOCKALIGN =
            Option.pair(
                    ACCESS,
                    "blockalign ba",
                    "SIZE",
                    null,
                    "",
                    v -> v.bytes(1),
                    "Alignment of random offsets, bs if not given; implies norandommap.");

    static final Option<Boolean> NORANDOMMAP =
            Option.flag(ACCESS, "norandommap", "Blocks may repeat before all were covered.");

    static final Option<Distribution> RANDOM_DISTRIBUTION =
            Option.of(
                    ACCESS,
                    "random_distribution",
                    "WORD[:X[:CENTER]]",
                    new Distribution.Random(),
                    "random",
                    v -> distribution(v),
                    "random, zipf:THETA (1.1 if not given), pareto:H (0.2) or normal:DEVIATION in"
                            + " percent, and behind that :CENTER from 0 to 1. All but random imply"
                            + " norandommap.");

    static final List<Option<?>> ALL =
            List.of(
                    RW,
                    RWMIXREAD,
                    BS_OPTION,
                    BSRANGE,
                    BSSPLIT,
                    BLOCKALIGN,
                    NORANDOMMAP,
                    RANDOM_DISTRIBUTION);

    private AccessOptions() {}

    private static Direction direction(Value value) {
        String all = value.required();
        int colon = all.indexOf(':');
        String word = colon < 0 ? all : all.substring(0, colon);
        if (word.contains("trim")) {
            throw value.place().error("berth's engine does not trim");
        }
        Map<String, Rw> words = new LinkedHashMap<>();
        for (Rw rw : Rw.values()) {
            words.put(rw.word(), rw);
        }
        words.put("readwrite", Rw.READWRITE);
        Rw rw = value.part(word).word(words);
        if (colon < 0) {
            return new Direction(rw, 1, 0);
        }
        Value number = value.part(all.substring(colon + 1));
        return rw.random()
                ? new Direction(rw, number.integer32(1, Integer.MAX_VALUE), 0)
                : new Direction(rw, 1, number.integer(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static BlockSizes range(Value value) {
        String[] ends = value.required().split("-", -1);
        if (ends.length != 2) {
            throw value.place().error("write two sizes, such as 4k-64k");
        }
        long one = value.part(ends[0].strip()).bytes(1);
        long other = value.part(ends[1].strip()).bytes(1);
        return new BlockSizes(
                List.of(new Part(Math.min(one, other), Math.max(one, other), PERCENT)));
    }

    /** One direction of a bssplit; as in fio, shares that are not given divide the rest. */
    private static BlockSizes split(Value value) {
        List<long[]> parts = new ArrayList<>();
        long sum = 0;
        int open = 0;
        for (String part : value.required().split(":", -1)) {
            String[] words = part.strip().split("/", -1);
            if (words.length > 2 || words[0].isBlank()) {
                throw value.place().error("write SIZE/PERCENT:SIZE/PERCENT, not '" + part + "'");
            }
            boolean given = words.length == 2 && !words[1].isBlank();
            long percent = given ? value.part(words[1].strip()).integer(1, PERCENT) : -1;
            parts.add(new long[] {value.part(words[0].strip()).bytes(1), percent});
            sum += given ? percent : 0;
            open += given ? 0 : 1;
        }
        if (sum > PERCENT || sum < PERCENT && open == 0 || sum == PERCENT && open > 0) {
            throw value.place()
                    .error("the shares add up to " + sum + " %, not to 100 %: " + value.text());
        }
        return blockSizes(parts, (int) (PERCENT - sum), open);
    }

    private static BlockSizes blockSizes(List<long[]> parts, int rest, int open) {
        List<Part> sizes = new ArrayList<>();
        for (long[] part : parts) {
            int percent = part[1] < 0 ? rest / open : (int) part[1];
            sizes.add(new Part(part[0], part[0], percent));
        }
        int missing = PERCENT - sizes.stream().mapToInt(Part::percent).sum();
        if (missing > 0) {
            // fio sorts by share, rounds down, and gives what is left to the last one.
            Part last =
                    sizes.stream()
                            .reduce((a, b) -> b.percent() >= a.percent() ? b : a)
                            .orElseThrow();
            int at = sizes.lastIndexOf(last);
            sizes.set(at, new Part(last.minBytes(), last.maxBytes(), last.percent() + missing));
        }
        sizes.sort(Comparator.comparingInt(Part::percent));
        return new BlockSizes(sizes);
    }

    private static Distribution distribution(Value value) {
        String[] words = value.required().split(":", -1);
        if (words.length > 3) {
            throw value.place().error("write WORD:X, or WORD:X:CENTER");
        }
        double centre = words.length < 3 ? Double.NaN : value.decimal(words[2].strip());
        try {
            return switch (words[0].strip()) {
                case "random" -> new Distribution.Random();
                case "zipf" -> new Distribution.Zipf(number(value, words, ZIPF), centre);
                case "pareto" -> new Distribution.Pareto(number(value, words, PARETO), centre);
                case "normal" -> new Distribution.Normal(number(value, words, NORMAL), centre);
                default ->
                        throw value.place()
                                .error(
                                        "berth's engine has random, zipf, pareto and normal, not "
                                                + words[0]);
            };
        } catch (IllegalArgumentException e) {
            throw value.place()
                    .error(
                            "zipf's theta is above 0 and not 1, pareto's h between 0 and 1,"
                                    + " normal's deviation from 0 to 100, a center from 0 to 1",
                            e);
        }
    }

    private static double number(Value value, String[] words, double preset) {
        return words.length < 2 ? preset : value.decimal(words[1].strip());
    }
}
