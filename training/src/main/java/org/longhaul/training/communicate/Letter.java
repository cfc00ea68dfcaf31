package org.longhaul.training.communicate;

/**
 * A vector on its way to somebody who goes on meanwhile and asks for it later.
 *
 * @param sender rank of who sent it
 * @param stepsAgo steps since it was sent
 * @param index its place among what was begun in that step and is awaited later, from 0
 */
public record Letter(int sender, int stepsAgo, int index) {
    public Letter {
        if (sender < 0 || stepsAgo < 0 || index < 0) {
            throw new IllegalArgumentException("letter " + index + " of worker " + sender + ", sent " + stepsAgo
                    + " steps ago, must have no negative number.");
        }
    }
}
