package io.berth.guest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a command in a guest ended.
 *
 * @param exitCode its exit code; 128 + the signal if a signal ended it
 * @param out its stdout
 * @param err its stderr
 * @param truncated whether the agent dropped output (qemu-ga keeps 16 MiB of each)
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record ExecResult(int exitCode, byte[] out, byte[] err, boolean truncated) {

    public String outText() {
        return new String(out, StandardCharsets.UTF_8);
    }

    public String errText() {
        return new String(err, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExecResult that
                && exitCode == that.exitCode
                && truncated == that.truncated
                && Arrays.equals(out, that.out)
                && Arrays.equals(err, that.err);
    }

    @Override
    public int hashCode() {
        return 31 * exitCode + Arrays.hashCode(out);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "exit code %d, stdout %s, stderr %s", exitCode, outText(), errText());
    }
}
