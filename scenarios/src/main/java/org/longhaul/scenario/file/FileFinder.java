package org.longhaul.scenario.file;

import java.nio.file.Path;

/** Says which file is meant by a path that stands in a document. */
@FunctionalInterface
public interface FileFinder {

    /**
     * The file.
     *
     * @param field where the path stands, such as {@code faults[0].file}
     * @param written the path as it is written, perhaps relative
     */
    Path find(String field, Path written);

    /** Relative paths begin at a folder. */
    static FileFinder from(Path folder) {
        Path start = folder.toAbsolutePath().normalize();
        return (field, written) -> start.resolve(written).normalize();
    }
}
