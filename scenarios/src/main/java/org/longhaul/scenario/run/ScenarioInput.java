package org.longhaul.scenario.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder that a scenario reads, as it was when the run began.
 *
 * @param path absolute path that the scenario names
 * @param copy where in the run's directory a copy lies, from which the run reads; null when it is too large for one
 * @param files the file itself, or the files right in the folder, sorted by name
 */
public record ScenarioInput(String path, @Nullable String copy, List<Content> files) {

    public ScenarioInput {
        files = List.copyOf(files);
    }

    /**
     * The content of one file.
     *
     * @param name its name, without folders
     * @param bytes its size
     * @param digest hash of its content, with the way it was taken
     */
    public record Content(String name, long bytes, String digest) {}
}
