package io.berth.guest;

/** QEMU's refusal of a QMP command, in its own words. */
final class QmpException extends GuestException {

    private final String desc;

    QmpException(String where, String command, String errorClass, String desc) {
        super(
                where,
                "QEMU refuses " + command + ": " + desc + " (" + errorClass + ")",
                "see what these settings need together, or what this QEMU lacks");
        this.desc = desc;
    }

    /** QEMU's "desc". */
    String desc() {
        return desc;
    }
}
