package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.host.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

    @TempDir Path storage;

    @Test
    void onlyTheRunsOwnDirectoryIsMadeAndRemoved() throws Exception {
        Path precious = Files.writeString(storage.resolve("precious.qcow2"), "data");
        try (Images images = new Images(storage, "r1")) {
            assertThat(images.directory()).isEqualTo(storage.resolve("berth-r1"));
            assertThat(images.directory()).isNotEmptyDirectory();
        }
        assertThat(storage).isDirectoryNotContaining(path -> !path.equals(precious));
        assertThat(precious).hasContent("data");
    }

    @Test
    void aDirectoryOfThatNameThatIsNotBerthsIsRefused() throws Exception {
        Path theirs = Files.createDirectory(storage.resolve("berth-r1"));
        Files.writeString(theirs.resolve("thesis.txt"), "data");
        assertThatThrownBy(() -> new Images(storage, "r1"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("was not made by berth");
        assertThat(theirs.resolve("thesis.txt")).hasContent("data");
    }

    @Test
    void whatAKilledRunLeftIsRemoved() throws Exception {
        try (Images killed = new Images(storage, "r1", true)) {
            Files.createDirectories(killed.directory().resolve("raw-off-fresh-1MiB"));
            Files.writeString(killed.directory().resolve("raw-off-fresh-1MiB/guest-01.raw"), "x");
        }
        assertThat(storage.resolve("berth-r1/raw-off-fresh-1MiB/guest-01.raw")).exists();
        try (Images resumed = new Images(storage, "r1")) {
            assertThat(resumed.directory().resolve("raw-off-fresh-1MiB")).doesNotExist();
        }
        assertThat(storage).isEmptyDirectory();
    }

    @Test
    void aDirectoryInUseIsRefused() {
        try (Images first = new Images(storage, "r1")) {
            assertThatThrownBy(() -> new Images(storage, "r1"))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("in use by another berth");
            assertThat(first.directory()).exists();
        }
    }

    @Test
    void symbolicLinksAreNotFollowedWhenRemoving() throws Exception {
        Path precious = Files.createDirectory(storage.resolve("precious"));
        Files.writeString(precious.resolve("file"), "data");
        try (Images images = new Images(storage, "r1")) {
            Files.createSymbolicLink(images.directory().resolve("link"), precious);
        }
        assertThat(precious.resolve("file")).hasContent("data");
    }

    @Test
    void aRunIdIsOneName() {
        assertThatThrownBy(() -> new Images(storage, "../r1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(storage).isEmptyDirectory();
    }
}
