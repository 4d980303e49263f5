package io.berth.host;

import java.io.Serial;

/**
 * The host cannot do what was asked, and its operator can change that.
 *
 * <p>The message is what happened, then the remedy.
 */
public class HostException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final String what;
    private final String remedy;

    /**
     * @param what what could not be done, where, and the cause
     * @param remedy what the operator can do, as a command where there is one
     */
    public HostException(String what, String remedy) {
        super(what + "; " + remedy);
        this.what = what;
        this.remedy = remedy;
    }

    /** The same, keeping the cause for the log. */
    public HostException(String what, String remedy, Throwable cause) {
        super(what + "; " + remedy, cause);
        this.what = what;
        this.remedy = remedy;
    }

    public String what() {
        return what;
    }

    public String remedy() {
        return remedy;
    }
}
