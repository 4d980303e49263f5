package io.berth.calibration;

import io.berth.analysis.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What both sides did of the rate that a row offers them.
 *
 * @param perSecond I/Os asked for
 * @param berth I/Os done ÷ I/Os asked for, the median of the pairs
 * @param fio the same
 */
record Offered(double perSecond, double berth, double fio) {

    private static final String OPTION = "--rate_iops=";

    /** Of the pairs of a row; none where it offers no rate. */
    static Optional<Offered> of(List<Pair> valid) {
        Optional<Double> asked = valid.stream().findFirst().flatMap(Offered::asked);
        Optional<Spread> berth = share(valid, Side.BERTH);
        Optional<Spread> fio = share(valid, Side.FIO);
        return asked.isEmpty() || berth.isEmpty() || fio.isEmpty()
                ? Optional.empty()
                : Optional.of(new Offered(asked.get(), berth.get().median(), fio.get().median()));
    }

    private static Optional<Spread> share(List<Pair> valid, Side side) {
        List<Double> shares = new ArrayList<>();
        for (Pair pair : valid) {
            Double iops = Measure.IOPS.of(pair.of(side));
            if (iops != null) {
                double done = iops;
                asked(pair).ifPresent(asked -> shares.add(done / asked));
            }
        }
        return Spread.of(shares);
    }

    private static Optional<Double> asked(Pair pair) {
        return pair.berth().command().stream()
                .filter(word -> word.startsWith(OPTION))
                .map(word -> Double.valueOf(word.substring(OPTION.length())))
                .findFirst();
    }

    /** Whether berth did what was asked for. */
    boolean kept() {
        return Math.abs(berth - 1) <= Measure.IOPS.margin();
    }

    String says() {
        return String.format(
                Locale.ROOT,
                "%,.0f I/Os per second were asked for: berth did %.3f × as many, fio %.3f ×%s",
                perSecond,
                berth,
                fio,
                Math.abs(fio - 1) > Measure.IOPS.margin()
                        ? ", so that their other figures are of different loads"
                        : "");
    }
}
