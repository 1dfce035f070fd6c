//! The page and what it reads at its start.

use crate::{
    catalogue::{PRODUCTS, SHIPPING},
    settings::Settings,
};
use actix_web::{HttpResponse, web};
use serde_json::json;

/// The page's files and its two small reads.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(|| file("text/html; charset=utf-8", include_str!("../page/index.html"))))
        .route(
            "/shop.css",
            web::get().to(|| file("text/css; charset=utf-8", include_str!("../page/shop.css"))),
        )
        .route(
            "/shop.js",
            web::get().to(|| file("text/javascript; charset=utf-8", include_str!("../page/shop.js"))),
        )
        .route("/favicon.ico", web::get().to(|| async { HttpResponse::NoContent().finish() }))
        .route("/config.json", web::get().to(shop_config))
        .route("/products.json", web::get().to(products));
}

async fn file(content_type: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type(content_type).insert_header(("Cache-Control", "no-cache")).body(text)
}

/// What any visitor may know: the publishable key is made for web pages, the secret one stays here.
async fn shop_config(settings: web::Data<Settings>) -> HttpResponse {
    HttpResponse::Ok()
        .json(json!({"patronUrl": settings.patron_url, "publishableKey": settings.publishable_key}))
}

async fn products() -> HttpResponse {
    HttpResponse::Ok().json(json!({"products": PRODUCTS, "shipping": SHIPPING}))
}
