package io.berth.guest;

import org.jspecify.annotations.Nullable;

/** What knows the state of a guest's process, and so why it may not answer. */
@FunctionalInterface
interface Explainer {

    /** An exception of what happened, with the guest's last words and the remedy. */
    GuestException explain(String what, @Nullable Throwable cause);
}
