package io.berth.calibration;

import io.berth.units.Figures;

/** Shares in words. */
final class Percent {

    private Percent() {}

    /** {@code 0.031} as {@code 3.1 %}. */
    static String of(double share) {
        double percent = share * 100;
        boolean whole = Math.abs(percent - Math.rint(percent)) < 1e-9;
        return (whole ? Long.toString(Math.round(percent)) : Figures.significant(percent, 2))
                + " %";
    }
}
