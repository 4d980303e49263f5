package io.berth.engine.option;

import io.berth.engine.job.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reads jobs as fio 3.33 does, from its command line and its job files.
 *
 * <p>What differs is in the sentences of the options themselves ({@code berth engine
 * --cmdhelp=all}). An option that the engine does not have is an error, never ignored.
 */
public final class JobReader {

    private final Map<String, String> environment;
    private final LongSupplier entropy;
    private final boolean readOnly;

    /**
     * A reader.
     *
     * @param environment for {@code ${VARIABLE}} in job files
     * @param entropy base seeds for {@code randrepeat=0}
     * @param readOnly whether a job that writes is an error ({@code --readonly})
     */
    public JobReader(Map<String, String> environment, LongSupplier entropy, boolean readOnly) {
        this.environment = Map.copyOf(environment);
        this.entropy = entropy;
        this.readOnly = readOnly;
    }

    /**
     * Reads {@code --option=value}, {@code --option value} and the names of job files.
     *
     * @throws EngineException with the argument, or file, line and column
     */
    public Reading commandLine(List<String> arguments) {
        throw new UnsupportedOperationException("being written " + arguments);
    }

    /**
     * Reads a job file's text.
     *
     * @param file how messages call it; included files are looked for beside it
     * @throws EngineException with file, line and column
     */
    public Reading text(Path file, String text) {
        throw new UnsupportedOperationException(
                "being written " + file + text + environment + entropy + readOnly);
    }
}
