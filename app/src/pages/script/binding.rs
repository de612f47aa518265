//! What we use of the editor, which is `app/editor` in one file, loaded with the first script that is opened.

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::assets::Assets;
use crate::state::AppError;

#[wasm_bindgen(module = "/src/pages/script/editor.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openEditor)]
    async fn open_editor(path: &str, host: &HtmlElement, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = openReader)]
    async fn show_text(path: &str, host: &HtmlElement, options: &JsValue) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// An editor in the page.
    #[derive(Clone, Debug)]
    pub(super) type Editor;
    #[wasm_bindgen(method, js_name = setText)]
    pub(super) fn set_text(this: &Editor, text: &str);
    #[wasm_bindgen(method, js_name = setRemarks)]
    pub(super) fn set_remarks(this: &Editor, json: &str);
    #[wasm_bindgen(method, js_name = setWords)]
    pub(super) fn set_words(this: &Editor, json: &str);
    #[wasm_bindgen(method, js_name = goTo)]
    pub(super) fn go_to(this: &Editor, line: u32, column: u32);
    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &Editor);
}

/// Puts an editor into the page.
///
/// # Errors
/// Its file is missing or could not be fetched.
pub(super) async fn open(host: &HtmlElement, options: &JsValue) -> Result<Editor, AppError> {
    let assets = Assets::of_document().map_err(missing)?;
    let editor = open_editor(&assets.editor_js, host, options).await;
    Ok(editor.map_err(|e| missing(format!("{e:?}")))?.unchecked_into())
}

/// Puts a text into the page that is read only.
///
/// # Errors
/// As [`open`].
pub(super) async fn open_reader(host: &HtmlElement, options: &JsValue) -> Result<Editor, AppError> {
    let assets = Assets::of_document().map_err(missing)?;
    let reader = show_text(&assets.editor_js, host, options).await;
    Ok(reader.map_err(|e| missing(format!("{e:?}")))?.unchecked_into())
}

fn missing(detail: String) -> AppError {
    let sentence = "The editor could not be loaded, so this is a plain text field. Check the connection and reload the page.";
    AppError::new("editor_missing", sentence).with_detail(detail)
}
