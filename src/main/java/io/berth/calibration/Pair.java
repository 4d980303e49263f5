package io.berth.calibration;

/**
 * A run of each side, one right after the other.
 *
 * @param number from 1
 * @param first who began
 */
public record Pair(int number, Side first, SideResult berth, SideResult fio) {

    public SideResult of(Side side) {
        return side == Side.BERTH ? berth : fio;
    }

    /** Whether both are measurements. */
    public boolean valid() {
        return berth.failure() == null && fio.failure() == null;
    }
}
