package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aFileIsReplacedAndNothingElseIsLeft() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, "old and longer");
        AtomicFiles.write(file, "new ü");
        assertThat(file).hasContent("new ü");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anEmptyDirectoryOfThatNameGivesWayAndAFullOneIsNamedAndStays() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        AtomicFiles.write(empty, "x");
        assertThat(empty).hasContent("x");
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("kept"), "kept");
        assertThatThrownBy(() -> AtomicFiles.write(full, "x"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("full");
        assertThat(full.resolve("kept")).hasContent("kept");
    }

    @Test
    void aFolderIsDeletedWithAllItHoldsAndAMissingOneIsNoError() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("outer/inner"));
        Files.writeString(inner.resolve("f"), "f");
        AtomicFiles.delete(folder.resolve("outer"));
        AtomicFiles.delete(folder.resolve("outer"));
        assertThat(folder.resolve("outer")).doesNotExist();
    }
}
