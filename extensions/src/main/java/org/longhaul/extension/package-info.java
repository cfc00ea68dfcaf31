/**
 * What every extension of Longhaul is, and what all modules share to name, check, find and keep things.
 *
 * <p>An extension point is an interface that extends {@link org.longhaul.extension.Extension}; its implementations are found
 * through {@link java.util.ServiceLoader} by a {@link org.longhaul.extension.Registry}. Beside these, only what several
 * modules need word for word lives here. Imports the JDK alone; every module may import it.
 */
@NullMarked
package org.longhaul.extension;

import org.jspecify.annotations.NullMarked;
