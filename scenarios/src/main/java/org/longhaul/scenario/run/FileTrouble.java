package org.longhaul.scenario.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What a file system answered, in words: the path and the reason. */
public final class FileTrouble {
    private FileTrouble() {}

    /** One sentence without its end. */
    public static String words(IOException trouble) {
        String message = String.valueOf(trouble.getMessage());
        if (!(trouble instanceof FileSystemException system) || system.getFile() == null) {
            return message;
        }
        // Of a move, the place where the file was to go is what people know.
        String file = system.getOtherFile() == null ? system.getFile() : system.getOtherFile();
        if (trouble instanceof NoSuchFileException) {
            return file + " does not exist";
        }
        if (trouble instanceof AccessDeniedException) {
            return file + ": permission denied";
        }
        if (trouble instanceof FileAlreadyExistsException) {
            return file + " exists already";
        }
        if (trouble instanceof NotDirectoryException) {
            return file + " is not a directory";
        }
        if (trouble instanceof DirectoryNotEmptyException) {
            return file + " is not empty";
        }
        String reason = system.getReason();
        return reason == null ? file + " cannot be used" : file + ": " + reason;
    }

    /** The same of a wrapped answer; one that names no file is told by its wrapper. */
    public static String words(UncheckedIOException trouble) {
        IOException cause = trouble.getCause();
        return cause instanceof FileSystemException system && system.getFile() != null
                ? words(cause)
                : String.valueOf(trouble.getMessage());
    }
}
