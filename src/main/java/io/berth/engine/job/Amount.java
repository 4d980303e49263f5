package io.berth.engine.job;

/** A size or offset: bytes, or a share of the file in percent. */
public sealed interface Amount {

    /** Bytes, 0 or more. */
    record Bytes(long bytes) implements Amount {
        public Bytes {
            if (bytes < 0) {
                throw new IllegalArgumentException(bytes + " bytes");
            }
        }
    }

    /** Percent of the file's or device's size, 0 to 100. */
    record Percent(int percent) implements Amount {
        public Percent {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException(percent + " %");
            }
        }
    }
}
