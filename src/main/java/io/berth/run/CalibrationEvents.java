package io.berth.run;

import io.berth.calibration.Pair;
import io.berth.calibration.Row;
import io.berth.calibration.RowResult;
import io.berth.calibration.RowVerdict;
import java.nio.file.Path;

/** Hears how a calibration goes on. */
public interface CalibrationEvents {

    /** A file is about to be written whole. */
    void layingOut(Path file, long bytes);

    /** A row begins. */
    void rowBegins(Row row);

    /** A pair has ended. */
    void pairEnded(Row row, Pair pair);

    /** A row has ended. */
    void rowEnded(RowResult result, RowVerdict verdict);
}
