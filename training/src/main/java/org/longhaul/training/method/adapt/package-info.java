/**
 * What single clients make of the model of all when training has ended: each adapts it to its own data, and is compared with a
 * model that it would have trained alone.
 *
 * <p>For methods, which hand over the model that their server holds. Imports objectives and replicas.
 */
@NullMarked
package org.longhaul.training.method.adapt;

import org.jspecify.annotations.NullMarked;
