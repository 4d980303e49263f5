package io.berth.export;

import io.berth.plan.Case;
import io.berth.profile.Layer;

/** A case for a person: its factors, and the commands that make and attach its disk. */
final class CaseText {

    private CaseText() {}

    static String of(ShownDisk disk) {
        Case shown = disk.shown();
        StringBuilder out = new StringBuilder(shown.id()).append('\n');
        shown.factors()
                .forEach(
                        (factor, value) ->
                                out.append("  ")
                                        .append(factor)
                                        .append('=')
                                        .append(value)
                                        .append('\n'));
        out.append("\nThe image of guest ").append(disk.guest()).append(":\n");
        indented(QemuImgForm.of(disk), out);
        if (shown.layer() != Layer.HOST) {
            out.append("\nAttached to a guest of machine type ")
                    .append(disk.machine().word())
                    .append(":\n");
            indented(QemuForm.of(disk), out);
            out.append("\nIn libvirt:\n");
            try {
                indented(LibvirtForm.of(disk), out);
            } catch (NotExpressible e) {
                indented(String.valueOf(e.getMessage()), out);
            }
        }
        return out.toString();
    }

    private static void indented(String text, StringBuilder out) {
        text.lines().forEach(line -> out.append("  ").append(line).append('\n'));
    }
}
