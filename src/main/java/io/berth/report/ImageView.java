package io.berth.report;

import io.berth.analysis.ImageFigures;
import io.berth.analysis.Spread;
import io.berth.report.chart.BarChart;
import io.berth.report.chart.Chart;
import io.berth.report.chart.Heading;
import io.berth.report.chart.Quantity;
import io.berth.report.chart.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What making images costs, and what they take, by format and preallocation. */
final class ImageView {
    private final List<ImageFigures> images;
    private final Map<String, String> names = new HashMap<>();

    ImageView(List<ImageFigures> images) {
        this.images = images;
        for (ImageFigures image : images) {
            names.put(image.image(), name(image));
        }
    }

    Optional<Figure> figure() {
        if (images.isEmpty()) {
            return Optional.empty();
        }
        List<Chart> charts = new ArrayList<>();
        charts.add(
                bars(
                        "c-image-create",
                        "Creation time",
                        Quantity.MILLISECONDS,
                        Scale.MILLISECONDS,
                        i -> i.createMs().median()));
        charts.add(
                bars(
                        "c-image-allocated",
                        "Allocated after creation",
                        Quantity.BYTES,
                        Scale.BYTES,
                        i -> i.createdAllocatedBytes().median()));
        double[] create = images.stream().mapToDouble(i -> i.createMs().median()).toArray();
        return Optional.of(
                Figure.of(
                        "image-cost",
                        "Creating an image took "
                                + Phrases.range(create, Scale.MILLISECONDS)
                                + (images.size() > 1 ? ", by format and preallocation" : ""),
                        "",
                        charts,
                        table()));
    }

    private Chart bars(
            String id,
            String title,
            Quantity quantity,
            Scale scale,
            ToDoubleFunction<ImageFigures> value) {
        List<BarChart.Bar> bars = new ArrayList<>();
        StringBuilder description = new StringBuilder(title).append(" by image. ");
        for (ImageFigures image : images) {
            double figure = value.applyAsDouble(image);
            String shown = scale.shown(figure);
            bars.add(new BarChart.Bar(nameOf(image), figure, shown, Style.of(0)));
            description.append(nameOf(image)).append(": ").append(shown).append(". ");
        }
        String finding =
                "Images of "
                        + String.join(
                                ", ", images.stream().map(ImageFigures::size).distinct().toList());
        return new BarChart(
                new Heading(id, title, finding, description.toString().strip()), quantity, bars);
    }

    private Table table() {
        return new TableBuilder<>(images)
                .text("format", ImageFigures::format)
                .text("preallocation", ImageFigures::preallocation)
                .text("contents", ImageFigures::contents)
                .text("size", ImageFigures::size)
                .textIfAny("options", ImageView::options)
                .figure("images", Scale.COUNT, i -> (double) i.createMs().n())
                .figure("creation", Scale.MILLISECONDS, i -> i.createMs().median())
                .figure("slowest", Scale.MILLISECONDS, i -> i.createMs().max())
                .figure("apparent", Scale.BYTES, i -> i.apparentBytes().median())
                .figure("allocated, created", Scale.BYTES, i -> i.createdAllocatedBytes().median())
                .figureIfAny("fill", Scale.MILLISECONDS, i -> median(i.fillMs()))
                .figure("allocated, at start", Scale.BYTES, i -> i.startAllocatedBytes().median())
                .figureIfAny("allocated, after", Scale.BYTES, i -> median(i.afterAllocatedBytes()))
                .build(
                        "Images: creation and allocated size",
                        "Medians over the images made. Creation is the wall time of qemu-img"
                            + " create; fill is writing the whole image once with incompressible"
                            + " data; allocated is what the host’s file system holds for it.");
    }

    private static @Nullable Double median(@Nullable Spread spread) {
        return spread == null ? null : spread.median();
    }

    private static String options(ImageFigures image) {
        return image.options().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private String nameOf(ImageFigures image) {
        return names.getOrDefault(image.image(), image.image());
    }

    /** Format and preallocation, and what else varies among the images. */
    private String name(ImageFigures image) {
        String name = image.format() + " " + image.preallocation();
        if (images.stream().map(ImageFigures::contents).distinct().count() > 1) {
            name += " " + image.contents();
        }
        if (images.stream().map(ImageFigures::size).distinct().count() > 1) {
            name += " " + image.size();
        }
        return options(image).isEmpty() ? name : name + " " + options(image);
    }
}
