package io.berth.export;

import io.berth.profile.Word;
import java.util.function.Function;

/** In whose words a disk is shown. */
public enum Form implements Word {
    TEXT("text", CaseText::of),
    QEMU_IMG("qemu-img", QemuImgForm::of),
    QEMU("qemu", QemuForm::of),
    LIBVIRT("libvirt", LibvirtForm::of);

    private final String word;
    private final Function<ShownDisk, String> text;

    Form(String word, Function<ShownDisk, String> text) {
        this.word = word;
        this.text = text;
    }

    @Override
    public String word() {
        return word;
    }

    /**
     * The disk in these words, each line ended.
     *
     * @throws NotExpressible if they have none for it
     */
    public String of(ShownDisk disk) {
        return text.apply(disk);
    }
}
