package io.berth.guest;

/**
 * Something about a guest that did not work: the message names the guest or the appliance, what
 * happened, and what to do about it.
 */
public class GuestException extends Exception {

    private final String remedy;

    /**
     * @param where the guest ("guest 2") or the part of the host ("appliance", "KVM")
     * @param what what happened, with its evidence
     * @param remedy what the person who runs berth can do
     */
    public GuestException(String where, String what, String remedy) {
        super(where + ": " + what + " — " + remedy);
        this.remedy = remedy;
    }

    public GuestException(String where, String what, String remedy, Throwable cause) {
        super(where + ": " + what + " — " + remedy, cause);
        this.remedy = remedy;
    }

    /** What the person who runs berth can do about it. */
    public String remedy() {
        return remedy;
    }
}
