package io.berth.report;

/**
 * A report could not be made; the message says where, what and the remedy. The report that was
 * there before is still there.
 */
public final class ReportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReportException(String message, Throwable cause) {
        super(message, cause);
    }

    public ReportException(String message) {
        super(message);
    }
}
