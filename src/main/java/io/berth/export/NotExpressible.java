package io.berth.export;

import java.io.Serial;

/** A form cannot say what a disk is; the message says what, and what to use instead. */
public final class NotExpressible extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    NotExpressible(String what, String instead) {
        super(what + "; " + instead);
    }
}
