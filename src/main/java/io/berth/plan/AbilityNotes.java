package io.berth.plan;

import java.util.ArrayList;
import java.util.List;

/** What a reader of a plan should know of how far it was checked against tools and storage. */
final class AbilityNotes {

    private AbilityNotes() {}

    /** None where nobody wanted to ask. */
    static List<String> of(Abilities abilities) {
        List<String> notes = new ArrayList<>();
        if (abilities.equals(Abilities.UNKNOWN)) {
            return notes;
        }
        if (abilities.qemuImg() == null) {
            notes.add("qemu-img is not installed: formats and options are not checked against it");
        }
        if (abilities.qemu() == null) {
            notes.add(
                    "no QEMU system emulator is installed: formats and buses are not checked"
                            + " against it");
        }
        return notes;
    }
}
