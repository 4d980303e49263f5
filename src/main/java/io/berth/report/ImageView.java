package io.berth.report;

import io.berth.analysis.ImageFigures;
import io.berth.analysis.Spread;
import io.berth.report.chart.BarChart;
import io.berth.report.chart.Chart;
import io.berth.report.chart.Heading;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What making images costs, and what they take, by format and preallocation. */
final class ImageView {

    /** More bars than these are one for each format and preallocation. */
    private static final int BARS_MAX = 14;

    private static final List<String> POLICIES = List.of("off", "metadata", "falloc", "full");

    private final List<ImageFigures> images;

    ImageView(List<ImageFigures> images) {
        this.images = images;
    }

    Optional<Figure> figure() {
        if (images.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<ImageFigures>> bars = bars();
        List<Chart> charts =
                List.of(
                        chart(
                                bars,
                                "c-image-allocated",
                                "Allocated as created",
                                Quantity.BYTES,
                                Scale.BYTES,
                                i -> i.createdAllocatedBytes().median()),
                        chart(
                                bars,
                                "c-image-create",
                                "Time to create",
                                Quantity.MILLISECONDS,
                                Scale.MILLISECONDS,
                                ImageView::createMs));
        return Optional.of(Figure.of("image-cost", title(), "", charts, table()));
    }

    /** The repeated operation's, where it was measured: images of cases are made once. */
    private static Spread creation(ImageFigures image) {
        Spread measured = image.measuredCreateMs();
        return measured == null ? image.createMs() : measured;
    }

    private static double createMs(ImageFigures image) {
        return creation(image).median();
    }

    /** {@code A qcow2 image of 1GiB takes 196 KiB as created with off, 1.00 GiB with full}. */
    private String title() {
        double[] create = images.stream().mapToDouble(ImageView::createMs).toArray();
        String took =
                "Creating an image took "
                        + Phrases.range(create, Scale.MILLISECONDS)
                        + (images.size() > 1 ? ", by format and preallocation" : "");
        for (String format : formats()) {
            Map<String, ImageFigures> byPolicy = policies(format);
            if (byPolicy.size() > 1) {
                ImageFigures first = byPolicy.values().iterator().next();
                return "A new "
                        + format
                        + " image of "
                        + first.size()
                        + " takes "
                        + sizes(byPolicy)
                        + "; creating it took "
                        + times(byPolicy);
            }
        }
        return took;
    }

    private List<String> formats() {
        List<String> formats = new ArrayList<>(List.of("qcow2"));
        images.stream().map(ImageFigures::format).forEach(formats::add);
        return formats.stream().distinct().toList();
    }

    /** One plain image of a format for each preallocation, of one size. */
    private Map<String, ImageFigures> policies(String format) {
        Map<String, ImageFigures> found = new LinkedHashMap<>();
        String size = null;
        for (String policy : POLICIES) {
            for (ImageFigures image : images) {
                boolean plain = image.options().isEmpty() && image.features().isEmpty();
                if (plain
                        && image.format().equals(format)
                        && image.preallocation().equals(policy)
                        && (size == null || image.size().equals(size))) {
                    found.putIfAbsent(policy, image);
                    size = image.size();
                }
            }
        }
        return found;
    }

    /** {@code 196 KiB with preallocation=off, 1.00 GiB with falloc and full}. */
    private static String sizes(Map<String, ImageFigures> byPolicy) {
        Map<String, List<String>> bySize = new LinkedHashMap<>();
        byPolicy.forEach(
                (policy, image) ->
                        bySize.computeIfAbsent(
                                        Scale.BYTES.shown(image.createdAllocatedBytes().median()),
                                        s -> new ArrayList<>())
                                .add(policy));
        return said(bySize);
    }

    private static String times(Map<String, ImageFigures> byPolicy) {
        return byPolicy.entrySet().stream()
                .map(
                        e ->
                                Scale.MILLISECONDS.shown(createMs(e.getValue()))
                                        + " ("
                                        + e.getKey()
                                        + ")")
                .collect(Collectors.joining(", "));
    }

    private static String said(Map<String, List<String>> byFigure) {
        List<String> words = new ArrayList<>();
        byFigure.forEach(
                (figure, policies) ->
                        words.add(
                                figure
                                        + " with "
                                        + (words.isEmpty() ? "preallocation=" : "")
                                        + String.join(" and ", policies)));
        return String.join(", ", words);
    }

    /** By name: images that are created alike, whatever is then written into them. */
    private Map<String, List<ImageFigures>> bars() {
        Map<String, List<ImageFigures>> bars = new LinkedHashMap<>();
        images.forEach(i -> bars.computeIfAbsent(name(i), n -> new ArrayList<>()).add(i));
        if (bars.size() <= BARS_MAX) {
            return bars;
        }
        Map<String, List<ImageFigures>> fewer = new LinkedHashMap<>();
        images.forEach(
                i ->
                        fewer.computeIfAbsent(
                                        i.format() + " " + i.preallocation(),
                                        n -> new ArrayList<>())
                                .add(i));
        return fewer;
    }

    private Chart chart(
            Map<String, List<ImageFigures>> groups,
            String id,
            String title,
            Quantity quantity,
            Scale scale,
            ToDoubleFunction<ImageFigures> value) {
        List<String> formats =
                groups.values().stream().map(g -> g.getFirst().format()).distinct().toList();
        List<BarChart.Bar> bars = new ArrayList<>();
        StringBuilder description = new StringBuilder(title).append(" by image. ");
        groups.forEach(
                (name, members) -> {
                    double figure =
                            Spread.of(members.stream().map(value::applyAsDouble).toList())
                                    .orElseThrow()
                                    .median();
                    String shown = scale.shown(figure);
                    int colour = formats.indexOf(members.getFirst().format());
                    bars.add(new BarChart.Bar(name, figure, shown, Style.of(colour)));
                    description.append(name).append(": ").append(shown).append(". ");
                });
        String finding =
                "Images of "
                        + images.stream()
                                .map(ImageFigures::virtualBytes)
                                .collect(Collectors.toCollection(TreeSet::new))
                                .stream()
                                .map(bytes -> Scale.BYTES.shown((double) bytes))
                                .collect(Collectors.joining(", "));
        return new BarChart(
                new Heading(id, title, finding, description.toString().strip()), quantity, bars);
    }

    private TableBuilder<ImageFigures> named(List<ImageFigures> rows) {
        return new TableBuilder<>(rows)
                .text("format", ImageFigures::format)
                .text("preallocation", ImageFigures::preallocation)
                .text("size", ImageFigures::size)
                .textIfVaried("contents", ImageFigures::contents)
                .textIfAny("options", ImageView::options)
                .textIfAny("further", i -> String.join(", ", i.features()));
    }

    private Table table() {
        TableBuilder<ImageFigures> table =
                named(images)
                        .each("apparent", Scale.BYTES, i -> i.apparentBytes().median())
                        .each(
                                "allocated as created",
                                Scale.BYTES,
                                i -> i.createdAllocatedBytes().median())
                        .each("creation", Scale.MILLISECONDS, ImageView::createMs)
                        .ranges("range", i -> Phrases.range(creation(i), Scale.MILLISECONDS))
                        .figure("of", Scale.COUNT, i -> (double) creation(i).n())
                        .eachIfAny("fill", Scale.MILLISECONDS, i -> median(i.fillMs()))
                        .eachIfAny(
                                "allocated at start",
                                Scale.BYTES,
                                i -> median(i.startAllocatedBytes()))
                        .eachIfAny(
                                "allocated after",
                                Scale.BYTES,
                                i -> median(i.afterAllocatedBytes()));
        return table.build(
                "Images: creation and allocated size",
                "Medians. Creation is the wall time of the commands that made the image, with their"
                        + " range and how often it was made"
                        + (images.stream().anyMatch(i -> i.measuredCreateMs() != null)
                                ? " (by the operation create, where it was measured)"
                                : "")
                        + "; fill is writing the whole image once with incompressible data;"
                        + " allocated is what the host’s file system holds for all its files.");
    }

    /** What qemu-img check found afterwards; nothing if it was never asked. */
    Optional<Table> checks() {
        List<ImageFigures> asked = images.stream().filter(i -> i.check() != null).toList();
        List<ImageFigures> checked = asked.stream().filter(i -> checks(i).supported()).toList();
        if (checked.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                named(checked)
                        .text("outcome", i -> outcome(checks(i)))
                        .figure("images", Scale.COUNT, i -> (double) checks(i).images())
                        .figureIfAny(
                                "files each",
                                Scale.COUNT,
                                i -> i.files() > 1 ? (Double) (double) i.files() : null)
                        .figureIfAny(
                                "allocated", Scale.SHARE, i -> median(checks(i).allocatedShare()))
                        .figureIfAny(
                                "fragmented", Scale.SHARE, i -> median(checks(i).fragmentedShare()))
                        .figureIfAny(
                                "compressed", Scale.SHARE, i -> median(checks(i).compressedShare()))
                        .mark(i -> checks(i).corrupt() > 0 ? "bad" : "")
                        .build(
                                "qemu-img check after the measurements",
                                "A corruption fails its case, and the image is kept; a leak costs"
                                    + " space, not data. Shares are of clusters, medians: allocated"
                                    + " of the disk, fragmented and compressed of the allocated"
                                    + " ones."
                                        + unchecked(asked)));
    }

    private static String unchecked(List<ImageFigures> asked) {
        String formats =
                asked.stream()
                        .filter(i -> !checks(i).supported())
                        .map(ImageFigures::format)
                        .distinct()
                        .collect(Collectors.joining(", "));
        return formats.isEmpty() ? "" : " qemu-img has no check for " + formats + ".";
    }

    private static ImageFigures.Checks checks(ImageFigures image) {
        return Objects.requireNonNull(image.check());
    }

    private static String outcome(ImageFigures.Checks check) {
        if (check.corrupt() > 0) {
            return "✗ "
                    + check.corrupt()
                    + " of "
                    + check.images()
                    + " corrupt: "
                    + check.corruptions()
                    + " corruptions, "
                    + check.checkErrors()
                    + " check errors"
                    + (check.leaks() > 0 ? ", " + check.leaks() + " leaks" : "");
        }
        return check.leaks() > 0
                ? "sound; leaks in " + check.leaking() + ": " + check.leaks() + " clusters"
                : "✓ sound";
    }

    private static @Nullable Double median(@Nullable Spread spread) {
        return spread == null ? null : spread.median();
    }

    private static String options(ImageFigures image) {
        return image.options().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Format and preallocation, and what else varies among the images as they are created. */
    private String name(ImageFigures image) {
        List<String> words = new ArrayList<>(List.of(image.format(), image.preallocation()));
        if (images.stream().map(ImageFigures::size).distinct().count() > 1) {
            words.add(image.size());
        }
        words.addAll(image.features());
        if (!options(image).isEmpty()) {
            words.add(options(image));
        }
        return String.join(" ", words);
    }
}
